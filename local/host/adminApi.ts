import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { makeKeyCheck } from "./functionKeys.ts";
import { messageOf } from "./hostError.ts";

/** What a person may start by hand: timers without input, queue functions with the text of a message. */
export type ManualRuns = ReadonlyMap<string, (input: string) => Promise<void>>;

/**
 * The two administrative endpoints that are useful on a laptop, as the real host has them:
 * `POST /admin/functions/<name>` with `{"input":"…"}` runs a function that has no HTTP trigger (202, does not wait);
 * `GET /admin/host/status` says that the host runs.
 * https://learn.microsoft.com/azure/azure-functions/functions-manually-run-non-http
 */
export function makeAdminApi(parts: {
  readonly mayCall: ReturnType<typeof makeKeyCheck>;
  readonly runs: ManualRuns;
}) {
  return function admin(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ): boolean {
    const functionName = /^\/admin\/functions\/([\w-]+)\/?$/i.exec(path)?.[1];
    const isStatus = /^\/admin\/host\/status\/?$/i.test(path) && request.method === "GET";
    if (!isStatus && (functionName === undefined || request.method !== "POST")) return false;
    if (!parts.mayCall(request, query, "admin", functionName ?? "")) {
      answer(response, 401);
    } else if (isStatus) {
      answer(response, 200, JSON.stringify({ state: "Running", processId: process.pid }));
    } else {
      void start(request, response, functionName ?? "");
    }
    return true;
  };

  async function start(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    const run = [...parts.runs].find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    if (run === undefined) {
      answer(response, 404);
      return;
    }
    try {
      const input = readInput(await text(request));
      answer(response, 202);
      // Its failure is in the log already, and the caller has gone.
      run(input).catch(() => undefined);
    } catch (error) {
      answer(response, 400, JSON.stringify({ message: messageOf(error) }));
    }
  }
}

function readInput(body: string): string {
  if (body.trim() === "") return "";
  const parsed: unknown = JSON.parse(body);
  const input = typeof parsed === "object" && parsed !== null && "input" in parsed ? parsed.input : "";
  return typeof input === "string" ? input : JSON.stringify(input);
}

function answer(response: ServerResponse, status: number, json = ""): void {
  const headers = json === "" ? {} : { "content-type": "application/json" };
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(json) }).end(json);
}
