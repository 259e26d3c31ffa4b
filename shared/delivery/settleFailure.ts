import { pauseRuleFor } from "../pacing/pauseRules.ts";
import type { BridgeError } from "../failures/bridgeError.ts";
import { newDeadLetterId } from "./deadLetterId.ts";
import { parseDeliveryId } from "./deliveryId.ts";
import type { DeliveryParts, DeliveryTiming } from "./deliveryParts.ts";
import type { Envelope } from "./envelope.ts";
import type { DeliveryOutcome } from "./outcome.ts";
import { delayUntil } from "./pacing.ts";
import { waitIfThere } from "./waitIfThere.ts";
import { nextDelayMs, waitingDelayMs } from "./retrySchedule.ts";

type SettleParts = Pick<
  DeliveryParts,
  "queue" | "deadLetters" | "gateways" | "pacing" | "clock" | "random" | "randomHex" | "timing"
>;
type Settled = Extract<DeliveryOutcome, { kind: "retrying" | "deadLettered" }>;

/**
 * Decides what becomes of a message after a failure, and does it: a scheduled copy if trying again may help, else a
 * dead letter. A failure of the connection uses up none of a message's retries: it waits until it is given up for its
 * age. The caller then records the outcome; if that fails, the host's redelivery does no harm.
 */
export async function settleFailure(
  parts: SettleParts,
  envelope: Envelope,
  error: BridgeError,
): Promise<Settled> {
  const isInnocent = isAboutEverybody(parts, envelope, error);
  const lostAttempts = (envelope.lostAttempts ?? 0) + (isInnocent ? 1 : 0);
  const delayMs = isInnocent
    ? innocentDelayMs(parts, envelope, error, lostAttempts)
    : ownDelayMs(parts, envelope, error, lostAttempts);
  if (delayMs === undefined) return deadLetter(parts, envelope, error);
  const { code, detail } = error;
  const wait =
    isInnocent && envelope.kind === "delivery"
      ? await waitIfThere(parts, envelope, { code, delayMs, mostAgeMs: 0 })
      : ({ kind: "wait", delayMs } as const);
  if (wait.kind === "gone") return deadLetter(parts, envelope, wait.error);

  // It has ended without killing anybody: who died of this attempt says nothing of the next one.
  const { waitsFor: _over, crashes: _crashes, crashesWaiting: _others, ...kept } = envelope;
  const lost = lostAttempts === 0 ? {} : { lostAttempts };
  await parts.queue.send({ ...kept, ...lost, attempt: envelope.attempt + 1 }, wait.delayMs);
  return { kind: "retrying", code, detail, delayMs: wait.delayMs };
}

/** Whether a failure would have met every other message as well. */
function isAboutEverybody({ pacing }: SettleParts, envelope: Envelope, { code }: BridgeError): boolean {
  if (code === "STORAGE_UNAVAILABLE") return true;
  const rule = pauseRuleFor(code);
  if (rule === undefined || envelope.kind === "received") return false;
  // What pauses a connection only if it happens several times in a row may be this message's own.
  return rule.inARow === 1 || pacing.pauseOf(envelope.connection) !== undefined;
}

function innocentDelayMs(
  { pacing, clock, random, timing }: SettleParts,
  envelope: Envelope,
  { retryAfterMs }: BridgeError,
  lostAttempts: number,
): number | undefined {
  const nowMs = clock.nowMs();
  if (isGivenUp(envelope, nowMs, timing)) return undefined;
  const pause = envelope.kind === "delivery" ? pacing.pauseOf(envelope.connection) : undefined;
  return pause === undefined
    ? waitingDelayMs({
        attempt: lostAttempts,
        delaysMs: timing.retryDelaysMs,
        retryAfterMs,
        random: random(),
      })
    : delayUntil(pause, nowMs, random());
}

function ownDelayMs(
  { timing, random }: SettleParts,
  envelope: Envelope,
  error: BridgeError,
  lostAttempts: number,
): number | undefined {
  // A refusal that will not pass, but whose write may have happened, needs at least one more look.
  if (error.entry.retry !== "later" && !error.mayHaveHappened) return undefined;
  return nextDelayMs({
    attempt: envelope.attempt - lostAttempts,
    delaysMs: timing.retryDelaysMs,
    retryAfterMs: error.retryAfterMs,
    random: random(),
  });
}

/** Whether a message has waited longer than anybody would want its ticket; a replayed one begins anew. */
export function isGivenUp(
  { deliveryId, receivedAtUtc }: Envelope,
  nowMs: number,
  { giveUpMs }: Pick<DeliveryTiming, "giveUpMs">,
): boolean {
  const madeAtUtc = parseDeliveryId(deliveryId)?.receivedAtUtc ?? receivedAtUtc;
  return nowMs - Date.parse(madeAtUtc) > giveUpMs;
}

export async function deadLetter(
  parts: Pick<SettleParts, "deadLetters" | "clock" | "randomHex">,
  envelope: Envelope,
  { code, detail, exchange }: Pick<BridgeError, "code" | "detail" | "exchange">,
): Promise<Extract<DeliveryOutcome, { kind: "deadLettered" }>> {
  const nowMs = parts.clock.nowMs();
  await parts.deadLetters.send({
    v: 1,
    id: newDeadLetterId(nowMs, parts.randomHex()),
    code,
    detail,
    failedAtUtc: new Date(nowMs).toISOString(),
    envelope,
    ...(exchange === undefined ? {} : { exchange }),
  });
  return { kind: "deadLettered", code, detail };
}
