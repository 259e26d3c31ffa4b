/**
 * Loaded before a functions process (`node --import`): for it, it is later than it is. Only `Date.now` goes ahead, which is
 * the bridge's clock; what storage writes down itself (the moments of rows and blobs) keeps its own time.
 */
const aheadMs = Number(process.env["CLOCK_AHEAD_MS"] ?? 0);
const { now } = Date;
Date.now = () => now() + aheadMs;
