import type { BridgeError } from "../failures/bridgeError.ts";
import { newDeadLetterId } from "./deadLetterId.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { Envelope } from "./envelope.ts";
import type { DeliveryOutcome } from "./outcome.ts";
import { nextDelayMs } from "./retrySchedule.ts";

type SettleParts = Pick<DeliveryParts, "queue" | "deadLetters" | "clock" | "random" | "randomHex" | "timing">;

/**
 * Decides what becomes of a message after a failure, and does it: a scheduled copy if trying again may help, else a
 * dead letter. The caller then records the outcome; if that fails, the host's redelivery does no harm.
 */
export async function settleFailure(
  parts: SettleParts,
  envelope: Envelope,
  error: BridgeError,
): Promise<Extract<DeliveryOutcome, { kind: "retrying" | "deadLettered" }>> {
  // A refusal that will not pass, but whose write may have happened, needs at least one more look.
  const canPass = error.entry.retry === "later" || error.mayHaveHappened;
  const delayMs = canPass
    ? nextDelayMs({
        attempt: envelope.attempt,
        delaysMs: parts.timing.retryDelaysMs,
        retryAfterMs: error.retryAfterMs,
        random: parts.random(),
      })
    : undefined;

  if (delayMs !== undefined) {
    await parts.queue.send({ ...envelope, attempt: envelope.attempt + 1 }, delayMs);
    return { kind: "retrying", code: error.code, detail: error.detail, delayMs };
  }
  const nowMs = parts.clock.nowMs();
  await parts.deadLetters.send({
    v: 1,
    id: newDeadLetterId(nowMs, parts.randomHex()),
    code: error.code,
    detail: error.detail,
    failedAtUtc: new Date(nowMs).toISOString(),
    envelope,
    ...(error.exchange === undefined ? {} : { exchange: error.exchange }),
  });
  return { kind: "deadLettered", code: error.code, detail: error.detail };
}
