import { keepDeadLetter, type KeepParts } from "../deadLetters/keepDeadLetter.ts";
import { unreadableLetter } from "../deadLetters/unreadableLetter.ts";
import type { DeadLetter } from "../delivery/deadLetter.ts";
import { deliver } from "../delivery/deliver.ts";
import type { DeliveryParts } from "../delivery/deliveryParts.ts";
import type { Envelope } from "../delivery/envelope.ts";
import type { DeliveryOutcome } from "../delivery/outcome.ts";
import type { WorkQueue } from "../delivery/ports.ts";
import { newDeadLetterId } from "../delivery/deadLetterId.ts";
import { parseDeliveryId } from "../delivery/deliveryId.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import type { LoneGate } from "./loneGate.ts";
import { type Trial, trialKeyOf, type Trials } from "./trial.ts";

export type TrialParts = {
  readonly delivery: DeliveryParts;
  readonly opener: Pick<WorkQueue, "open">;
  readonly keep: KeepParts;
  readonly trials: Trials;
  readonly gate: LoneGate;
  /** Unique among all processes, now and ever. */
  readonly processId: string;
  /** Trials that this process runs at the moment: by the message's key, the key under which each is written down. */
  readonly running: Map<string, string>;
  /** What is not over after this long hangs. */
  readonly limitMs: number;
};

export type TrialEnd =
  | { readonly kind: "delivered"; readonly outcome: DeliveryOutcome }
  | { readonly kind: "deadLettered"; readonly letter: DeadLetter }
  /** It is in its queue again: another one is tried, or it may still be tried elsewhere. */
  | { readonly kind: "postponed"; readonly because: string };

/** A process may be ended from outside in the midst of a trial: one death is no proof, so many in a row are. */
const mostDeaths = 3;

/** Storage is away; what the host gave up already must not use up its patience once more. */
const tryAgainMs = 30_000;

/** Soon enough for a person, and late enough for whoever is being tried to be through. */
const busyMs = 5_000;

/**
 * A message that the host gave up on is tried again with nothing beside it: what only shared a process with a
 * message that kills is delivered, and what kills is known by it. The trial is written down first; whoever finds so many
 * written down by processes that never came back makes a dead letter DELIVERY_CRASHED.
 *
 * While storage is away it waits in its queue. Throws BridgeError STORAGE_UNAVAILABLE if the queue is away, too: the host
 * hands the message out again.
 *
 * @param queuedAtUtc when the host gave it up; stays the same when the message is handed out again
 */
export async function tryAlone(parts: TrialParts, message: unknown, queuedAtUtc?: string): Promise<TrialEnd> {
  const { gate, opener, keep } = parts;
  let envelope: Envelope;
  try {
    envelope = await opener.open(message);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "MESSAGE_UNREADABLE") throw error;
    const letter = unreadableLetter(message, error, parts.delivery.clock.nowMs(), queuedAtUtc);
    await keepDeadLetter(keep, letter);
    return { kind: "deadLettered", letter };
  }
  const key = trialKeyOf(envelope);
  if (parts.running.has(key)) return postpone(parts, envelope, busyMs, "a copy of it is tried at the moment");
  const trial: Trial = {
    key,
    deliveryId: envelope.deliveryId,
    attempt: envelope.attempt,
    startedAtUtc: utc(parts.delivery.clock.nowMs()),
    processId: parts.processId,
  };
  try {
    const tried = await gate.alone(() => oneTrial(parts, envelope, trial));
    return tried.kind === "done"
      ? tried.value
      : await postpone(parts, envelope, busyMs, "others are being delivered or tried");
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code !== "STORAGE_UNAVAILABLE") throw error;
    return await postpone(parts, envelope, tryAgainMs, error.detail);
  }
}

async function oneTrial(parts: TrialParts, envelope: Envelope, trial: Trial): Promise<TrialEnd> {
  const { trials, running, limitMs } = parts;
  const { key } = trial;
  running.set(key, key);
  try {
    const begun = await beginNext(parts, trial);
    if (begun.kind === "former") return await afterFormer(parts, envelope, begun);
    running.set(key, begun.keys.at(-1) ?? key);
    const outcome = await withinLimit(parts, deliver(partsOfTrial(parts, envelope), envelope));
    if (outcome === "hangs") {
      // What it was tried for is not known, so its trial stays written down: no copy of it is tried again.
      return await bury(
        parts,
        envelope,
        "DELIVERY_CRASHED",
        `It did not end within ${limitMs} ms, tried alone`,
      );
    }
    // Put back, it has not come to what it may kill with: those who died of it are remembered.
    await ended(parts, trial, outcome.kind === "putBack" ? begun.keys.slice(-1) : begun.keys);
    return { kind: "delivered", outcome };
  } catch (error) {
    const own = running.get(key) ?? key;
    if (error instanceof BridgeError) {
      await trials.end(own).catch(() => undefined);
      throw error;
    }
    const end = await bury(parts, envelope, "ALERT_PROCESSING_FAILED", textOf(error));
    await ended(parts, trial, [own]);
    return end;
  } finally {
    running.delete(key);
  }
}

type Begun =
  /** Written down under the last of these keys; under the others stand those that nobody came back from. */
  | { readonly kind: "begun"; readonly keys: readonly string[] }
  | { readonly kind: "former"; readonly former: Trial; readonly deaths: number };

/** Writes a trial down, unless another one may still be going on, or too many had no end. */
async function beginNext(parts: TrialParts, trial: Trial): Promise<Begun> {
  const keys: string[] = [];
  for (let deaths = 1; ; deaths += 1) {
    const key = deaths === 1 ? trial.key : `${trial.key}-${deaths}`;
    keys.push(key);
    const former = await begin(parts, { ...trial, key });
    if (former === undefined) return { kind: "begun", keys };
    if (overInMs(parts, former) > 0 || deaths === mostDeaths) return { kind: "former", former, deaths };
  }
}

function overInMs({ limitMs, delivery }: TrialParts, { startedAtUtc }: Trial): number {
  return Date.parse(startedAtUtc) + limitMs - delivery.clock.nowMs();
}

/** This process has not died since, so a trial of its own that stayed written down says nothing. */
async function begin({ trials, processId }: TrialParts, trial: Trial): Promise<Trial | undefined> {
  const former = await trials.begin(trial);
  if (former?.processId !== processId) return former;
  await trials.end(trial.key);
  return trials.begin(trial);
}

async function afterFormer(
  parts: TrialParts,
  envelope: Envelope,
  { former, deaths }: Extract<Begun, { kind: "former" }>,
): Promise<TrialEnd> {
  const remainingMs = overInMs(parts, former);
  if (remainingMs > 0)
    return postpone(parts, envelope, remainingMs, "another process may still be trying it");
  const { startedAtUtc, attempt, processId } = former;
  const detail = `Tried alone ${deaths} times, last at ${startedAtUtc}, attempt ${attempt}: the process (${processId}) did not come back`;
  return bury(parts, envelope, "DELIVERY_CRASHED", detail);
}

/** Every copy of a message makes the same letter. */
async function bury(
  { keep, delivery }: TrialParts,
  envelope: Envelope,
  code: ErrorCode,
  detail: string,
): Promise<TrialEnd> {
  const nowMs = delivery.clock.nowMs();
  // When this delivery began; the alert of a replayed message may be weeks old.
  const began = parseDeliveryId(envelope.deliveryId)?.receivedAtUtc ?? envelope.receivedAtUtc;
  const letter: DeadLetter = {
    v: 1,
    id: newDeadLetterId(Date.parse(began), trialKeyOf(envelope)),
    code,
    detail,
    failedAtUtc: utc(nowMs),
    envelope,
  };
  await keepDeadLetter(keep, letter);
  return { kind: "deadLettered", letter };
}

async function postpone(
  { delivery }: TrialParts,
  envelope: Envelope,
  delayMs: number,
  because: string,
): Promise<TrialEnd> {
  await delivery.trialQueue.send(envelope, delayMs);
  return { kind: "postponed", because };
}

/** What may not go yet (somebody else's claim, a pause) is no proof of anything: it is tried alone again. */
function partsOfTrial({ delivery }: TrialParts, { deliveryId, attempt }: Envelope): DeliveryParts {
  const { queue, trialQueue } = delivery;
  return {
    ...delivery,
    isTrial: true,
    queue: {
      open: (message) => queue.open(message),
      send: (sent, delayMs) => {
        const isSame = sent.deliveryId === deliveryId && sent.attempt === attempt;
        return (isSame ? trialQueue : queue).send(sent, delayMs);
      },
    },
  };
}

async function withinLimit<T>({ delivery, limitMs }: TrialParts, work: Promise<T>): Promise<T | "hangs"> {
  let cancel: (() => void) | undefined;
  const limit = new Promise<"hangs">((resolve) => {
    cancel = delivery.schedule(limitMs, () => resolve("hangs"));
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    cancel?.();
    work.catch(() => undefined);
  }
}

/** If this fails the message is done all the same; only a copy of it, if ever there is one, would not be tried. */
async function ended(
  { trials, delivery }: TrialParts,
  { deliveryId }: Trial,
  keys: readonly string[],
): Promise<void> {
  await Promise.all(keys.map((key) => trials.end(key))).catch((error: unknown) => {
    delivery.log("trial.failed", { deliveryId, error: String(error) });
  });
}

function textOf(error: unknown): string {
  return String(error).slice(0, 300);
}

function utc(ms: number): string {
  return new Date(ms).toISOString();
}
