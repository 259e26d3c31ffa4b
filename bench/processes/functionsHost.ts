/** Runs a function app in the local functions host; settings come as environment variables. */
import { parseArgs } from "node:util";
import { startFunctionsHost } from "../../local/host/startFunctionsHost.ts";
import { serveParent } from "./parentChannel.ts";

const { values } = parseArgs({
  options: { entry: { type: "string" }, state: { type: "string" }, "min-polling-ms": { type: "string" } },
});
const pollingMs = values["min-polling-ms"];
const host = await startFunctionsHost({
  appDirectory: import.meta.dirname,
  hostJson: JSON.parse(process.env["BENCH_HOST_JSON"] ?? "{}") as unknown,
  settings: Object.fromEntries(Object.entries(process.env).filter(isSetting)),
  port: 0,
  log: ({ level, message }) => {
    if (level === "error" || level === "critical") console.error(message);
  },
  ...(values.entry !== undefined && { entry: values.entry }),
  ...(values.state !== undefined && { stateDirectory: values.state }),
  ...(pollingMs !== undefined && { minPollingIntervalMs: Number(pollingMs) }),
});
serveParent(host.url, { stop: () => host.close() });

function isSetting(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}
