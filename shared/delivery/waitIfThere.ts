import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import { pauseRuleFor } from "../pacing/pauseRules.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { DeliveryEnvelope } from "./envelope.ts";

/** A connection that is being removed is gone by then. */
const lookAgainMs = 10_000;

type WaitIfThere =
  | { readonly kind: "wait"; readonly delayMs: number }
  /** There is nothing any more to wait for. */
  | { readonly kind: "gone"; readonly error: BridgeError };

/**
 * How long a message waits after its connection's credentials were refused. A connection that is removed loses its tokens and
 * secrets first, so whoever is at work then meets such refusals: nobody waits them out before it has looked anew whether
 * the connection is still there. `mostAgeMs`: how old that look may be.
 */
export async function waitIfThere(
  { gateways }: Pick<DeliveryParts, "gateways">,
  { connection }: Pick<DeliveryEnvelope, "connection">,
  {
    code,
    delayMs,
    mostAgeMs,
  }: { readonly code: ErrorCode; readonly delayMs: number; readonly mostAgeMs: number },
): Promise<WaitIfThere> {
  if (pauseRuleFor(code)?.waits !== "credentials") return { kind: "wait", delayMs };
  try {
    await gateways(connection, mostAgeMs);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    if (error.code === "CONNECTION_MISSING") return { kind: "gone", error };
    if (error.code === "CONNECTION_INCOMPLETE")
      return { kind: "wait", delayMs: Math.min(delayMs, lookAgainMs) };
  }
  return { kind: "wait", delayMs };
}
