/**
 * As little of ServiceNow as creating incidents needs, so that a measurement sees the bridge and not a sandbox:
 * a POST is answered with the record as stored, after a settable delay; it can be made unreachable.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { serveParent } from "./parentChannel.ts";

export type SinkState = { readonly delayMs: number; readonly isDown: boolean };
export type SinkRecords = {
  /** Of each request, as `POST /api/now/table/incident`. */
  readonly calls: readonly string[];
  /** When the first POST of a correlation id arrived, on the machine's monotonic clock. */
  readonly arrivedAtMs: Readonly<Record<string, number>>;
};

let state: SinkState = { delayMs: 0, isDown: false };
let calls: string[] = [];
let arrivedAtMs: Record<string, number> = {};
let created = 0;

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrived = Number(process.hrtime.bigint()) / 1e6;
  const [path = ""] = (request.url ?? "").split("?", 1);
  calls.push(`${request.method ?? ""} ${path}`);
  const sent = await text(request);
  const { delayMs } = state;
  if (request.method !== "POST") {
    answer(response, 200, { result: [] });
    return;
  }
  const fields = JSON.parse(sent) as Record<string, string>;
  arrivedAtMs[fields["correlation_id"] ?? ""] ??= arrived;
  created += 1;
  const result = {
    ...fields,
    sys_id: created.toString(16).padStart(32, "0"),
    number: `INC${String(created).padStart(7, "0")}`,
    state: "1",
    assigned_to: "",
    reopened_by: "",
    sys_created_on: "2026-01-01 00:00:00",
  };
  if (delayMs > 0) setTimeout(() => answer(response, 201, { result }), delayMs);
  else answer(response, 201, { result });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json;charset=UTF-8" }).end(JSON.stringify(body));
}

const server = createServer((request, response) => void handle(request, response));
server.keepAliveTimeout = 130_000;

function listen(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const port = await listen(0);
serveParent(`http://127.0.0.1:${port}`, {
  async become(wanted: SinkState) {
    if (wanted.isDown && server.listening) {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    }
    if (!wanted.isDown && !server.listening) await listen(port);
    state = wanted;
  },
  records: (): SinkRecords => ({ calls, arrivedAtMs }),
  forget() {
    calls = [];
    arrivedAtMs = {};
  },
});
