/**
 * Loads a function app as a worker does and says what that cost; with a message, what it cost until the app's queue
 * function has dealt with it, too. Nothing else runs in this process.
 */
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { installCoreModule } from "../../local/host/coreModule.ts";
import { makeHostLog } from "../../local/host/hostLog.ts";
import { makeInvoker } from "../../local/host/invoker.ts";
import { serveParent } from "./parentChannel.ts";

/** CPU of all threads, in milliseconds, since the process began. */
export type StartCost = {
  /** When the import of the entry begins. */
  readonly beginMs: number;
  readonly readyMs: number;
  readonly firstMessageMs: number;
};

const { values } = parseArgs({
  options: {
    entry: { type: "string", default: "" },
    function: { type: "string" },
    message: { type: "string" },
  },
});
const log = makeHostLog(({ message }) => {
  console.error(message);
});
const registry = installCoreModule(log);
const invoker = makeInvoker(registry, log, undefined);

const beginMs = cpuMs();
await import(pathToFileURL(values.entry).href);
const readyMs = cpuMs();
if (values.message !== undefined) {
  await invoker.runAppHooks("appStart", process.cwd());
  const target = [...registry.functions.values()].find(({ metadata }) => metadata.name === values.function);
  if (target === undefined) throw new Error(`There is no function ${String(values.function)}`);
  await invoker.invoke(target, { data: { string: values.message } });
}
serveParent({ beginMs, readyMs, firstMessageMs: cpuMs() } satisfies StartCost, {});

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
