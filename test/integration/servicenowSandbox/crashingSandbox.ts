import { startServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";

// Started as a process of its own: stores one incident and ends as if killed.
const dataFile = process.argv[2] ?? "";
const sandbox = await startServiceNowSandbox({ integrationPassword: "pass", dataFile });
const response = await fetch(`${sandbox.url}/api/now/table/incident`, {
  method: "POST",
  headers: {
    authorization: `Basic ${Buffer.from("bridge.integration:pass").toString("base64")}`,
    "content-type": "application/json",
  },
  body: JSON.stringify({ short_description: "last words" }),
});
await response.text();
process.kill(process.pid, "SIGKILL");
