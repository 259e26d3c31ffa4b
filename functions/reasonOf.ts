import { BridgeError } from "../shared/failures/bridgeError.ts";

const longestReason = 500;

/** Why somebody does something, for the audit trail: `{"reason": "…"}`. Throws BridgeError REQUEST_INVALID. */
export function reasonOf(body: unknown): string | null {
  const reason: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "reason") : undefined;
  if (reason === undefined || reason === null) return null;
  if (typeof reason !== "string" || reason.length > longestReason) {
    throw new BridgeError("REQUEST_INVALID", `reason is a text of at most ${longestReason} characters`);
  }
  return reason.replace(/[\p{Cc}\s]+/gu, " ").trim() || null;
}
