/**
 * Loaded first (`node --import`) into a process that does not care for its parent: if the parent is gone without
 * having said goodbye, the channel to it closes, and the child ends as if it had been asked to.
 */
process.once("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  // A child that hangs must not stay for ever.
  setTimeout(() => process.exit(1), 10_000).unref();
});
// The channel alone must not keep a child alive that has nothing left to do.
process.channel?.unref();
