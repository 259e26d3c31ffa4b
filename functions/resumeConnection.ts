import type { HttpHandler } from "@azure/functions";

import type { Bridge } from "../shared/bridge.ts";
import { BridgeError } from "../shared/failures/bridgeError.ts";
import { answering, json } from "./answering.ts";
import { operatorOf } from "./operatorOf.ts";
import { readJson } from "./readJson.ts";

const longestReason = 500;

/** Ends the rest of a connection: the next message tries it. The body may say why: `{"reason": "…"}`. */
export function resumeConnection(
  bridge: () => Promise<Pick<Bridge, "pacing">>,
  isSignInOn: boolean,
): HttpHandler {
  return answering(async (request) => {
    const reason = reasonOf(await readJson(request));
    const { pacing } = await bridge();
    const who = operatorOf(request, isSignInOn);
    return json(200, await pacing.resume(request.params["name"] ?? "", { who, reason }));
  });
}

/** Throws BridgeError REQUEST_INVALID. */
function reasonOf(body: unknown): string | null {
  const reason: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "reason") : undefined;
  if (reason === undefined || reason === null) return null;
  if (typeof reason !== "string" || reason.length > longestReason) {
    throw new BridgeError("REQUEST_INVALID", `reason is a text of at most ${longestReason} characters`);
  }
  return reason.replace(/[\p{Cc}\s]+/gu, " ").trim() || null;
}
