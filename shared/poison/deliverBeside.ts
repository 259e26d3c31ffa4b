import { deliver } from "../delivery/deliver.ts";
import type { DeliveryParts } from "../delivery/deliveryParts.ts";
import type { Envelope } from "../delivery/envelope.ts";
import type { DeliveryOutcome } from "../delivery/outcome.ts";
import type { LoneGate } from "./loneGate.ts";

const waitMs = 5_000;

/**
 * Delivers a message, unless another is being tried alone here: then it is put back, because what shares a process with
 * a message that kills is counted as if it had killed, too. That does not count as an attempt.
 */
export async function deliverBeside(
  parts: DeliveryParts,
  gate: LoneGate,
  envelope: Envelope,
): Promise<DeliveryOutcome> {
  const leave = gate.enter();
  if (leave !== undefined) {
    try {
      return await deliver(parts, envelope);
    } finally {
      leave();
    }
  }
  const delayMs = Math.round(waitMs * (1 + parts.random()));
  await parts.queue.send(envelope, delayMs);
  return { kind: "putBack", because: "another message is tried alone here", delayMs };
}
