/**
 * Azurite in a child process that ends with its parent. Azurite by itself outlives a parent that is killed; the
 * channel to the parent does not.
 */
import { createRequire, flushCompileCache, Module } from "node:module";

const exit = () => process.exit(0);
process.on("disconnect", exit);

// An orderly end: the channel would keep this process alive after Azurite has closed.
process.once("SIGTERM", () => {
  process.off("disconnect", exit);
  process.disconnect();
});

// Ctrl-C in a terminal reaches every process of it. The storage goes last, when the parent says so.
const once = process.once.bind(process);
process.once = ((event: string, listener: () => void) =>
  event === "SIGINT" ? process : once(event, listener)) as typeof process.once;
process.on("SIGINT", () => undefined);

const require = createRequire(import.meta.url);
const entry = require.resolve("azurite/dist/src/azurite.js");

// Loading its telemetry, which is switched off, takes longer than everything else together.
const telemetry = createRequire(entry).resolve("applicationinsights");
require.cache[telemetry] = Object.assign(new Module(telemetry), { loaded: true, exports: {} });

require(entry);
// For the next one, where there is such a cache: this process may be killed, and then leaves nothing there.
flushCompileCache();
