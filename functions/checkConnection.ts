import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { answering, json } from "./answering.ts";
import { operatorOf } from "./operatorOf.ts";
import { readJson } from "./readJson.ts";

/**
 * Looks at a connection from end to end: 200 with the checklist, whatever it says; within a minute. With
 * `{"write": true}` it makes an incident that says it may be ignored, and resolves it.
 */
export function checkConnection(
  bridge: () => Promise<Pick<Bridge, "checks">>,
  isSignInOn: boolean,
): HttpHandler {
  return answering(async (request) => {
    const write = wantsWrite(await readJson(request));
    const { checks } = await bridge();
    const who = operatorOf(request, isSignInOn);
    return json(200, await checks.connection(request.params["name"] ?? "", { write, who }));
  });
}

/** Throws BridgeError REQUEST_INVALID. */
function wantsWrite(body: unknown): boolean {
  const write: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "write") : undefined;
  if (write === undefined) return false;
  if (typeof write === "boolean") return write;
  throw new BridgeError("REQUEST_INVALID", "write is true or false");
}
