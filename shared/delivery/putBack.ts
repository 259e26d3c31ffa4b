import type { DeliveryRound } from "./deliveryRound.ts";
import { type DeliveryOutcome, endStepOf } from "./outcome.ts";
import { delayUntil, type NotNow } from "./pacing.ts";
import { waitIfThere } from "./waitIfThere.ts";
import type { WorkQueue } from "./ports.ts";
import { deadLetter, isGivenUp } from "./settleFailure.ts";

type Wait = {
  /** Why, in words that stay the same as long as the reason does. */
  readonly reason: string;
  readonly because: string;
  readonly delayMs: number;
  readonly code?: NotNow["code"];
};

/**
 * Puts a message back that may not go now; that counts as no attempt. The journal tells it once for each reason: a message
 * that waits out a long pause comes by many times, and each row would be one more write.
 */
export async function putBack(
  { parts, delivery, recorder, progress: { crashes } }: DeliveryRound,
  wait: Wait,
  to: Pick<WorkQueue, "send"> = parts.queue,
): Promise<DeliveryOutcome> {
  const { envelope } = delivery;
  const { reason, ...shown } = wait;
  const known = crashes === undefined ? {} : { crashes };
  await to.send({ ...envelope, ...known, waitsFor: reason }, wait.delayMs);
  const outcome: DeliveryOutcome = { kind: "putBack", ...shown };
  if (envelope.waitsFor !== reason) {
    const end = endStepOf(outcome, undefined, parts.clock.nowMs());
    await parts.store.appendJournal(envelope.correlationId, recorder.entry(end));
  }
  return outcome;
}

/** Of those that wait for the same, each need not look by itself. */
const mostAgeMs = 1_000;

/** Puts a message back whose connection may not be called now; after days of that, or if it is gone, it becomes a dead letter. */
export async function waitForConnection(round: DeliveryRound, notNow: NotNow): Promise<DeliveryOutcome> {
  const { parts, delivery, recorder } = round;
  const { code, because } = notNow;
  const nowMs = parts.clock.nowMs();
  const wait = await waitIfThere(parts, delivery.envelope, {
    code,
    delayMs: delayUntil(notNow, nowMs, parts.random()),
    mostAgeMs,
  });
  const isGone = wait.kind === "gone";
  if (isGone || isGivenUp(delivery.envelope, nowMs, parts.timing)) {
    const error = isGone ? wait.error : { code, detail: because, exchange: undefined };
    const outcome = await deadLetter(parts, delivery.envelope, error);
    const entry = recorder.entry(endStepOf(outcome, undefined, nowMs));
    await parts.store.appendJournal(delivery.envelope.correlationId, entry);
    return outcome;
  }
  // Whoever completes it comes from one step to the next, and wants to read which one is missing now.
  const reason = code === "CONNECTION_INCOMPLETE" ? `${code}: ${because}` : code;
  return putBack(round, { reason, code, because, delayMs: wait.delayMs });
}
