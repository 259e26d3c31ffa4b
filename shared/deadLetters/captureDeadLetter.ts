import { hash } from "node:crypto";

import type { DeadLetter } from "../delivery/deadLetter.ts";
import { parseDeliveryId } from "../delivery/deliveryId.ts";
import type { Envelope } from "../delivery/envelope.ts";
import type { Clock, DeadLetterQueue, WorkQueue } from "../delivery/ports.ts";
import { newDeadLetterId } from "../delivery/deadLetterId.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { keepDeadLetter, type KeepParts } from "./keepDeadLetter.ts";

/** Of a message that is no envelope, this much is kept. */
const longestRaw = 32 * 1024;

/**
 * A message that the host gave up on (it crashed the worker on every attempt, or cannot be read) becomes a dead letter
 * that people see. Idempotent: the same message makes the same letter.
 *
 * @param queuedAtUtc when the host gave it up; stays the same when the message is handed out again
 */
export async function capturePoison(
  { queue, ...parts }: KeepParts & { readonly queue: Pick<WorkQueue, "open">; readonly clock: Clock },
  message: unknown,
  queuedAtUtc?: string,
): Promise<DeadLetter> {
  const opened = await openOrProblem(queue, message);
  const nowMs = parts.clock.nowMs();
  const letter: DeadLetter =
    opened instanceof BridgeError
      ? unreadableLetter(message, opened, nowMs, queuedAtUtc)
      : {
          v: 1,
          // When this delivery began; the alert of a replayed message may be weeks old.
          id: idOf(
            message,
            momentMs(parseDeliveryId(opened.deliveryId)?.receivedAtUtc) ??
              momentMs(opened.receivedAtUtc) ??
              nowMs,
          ),
          code: "DELIVERY_CRASHED",
          detail: "The host gave the message up after its last attempt",
          failedAtUtc: new Date(nowMs).toISOString(),
          envelope: opened,
        };
  await keepDeadLetter(parts, letter);
  return letter;
}

/**
 * A dead letter from its queue becomes one that people see; what cannot be read as one, too. Idempotent. Throws
 * BridgeError STORAGE_UNAVAILABLE.
 */
export async function captureDeadLetter(
  { queue, ...parts }: KeepParts & { readonly queue: Pick<DeadLetterQueue, "open">; readonly clock: Clock },
  message: unknown,
  queuedAtUtc?: string,
): Promise<DeadLetter> {
  const opened = await openOrProblem(queue, message);
  const letter =
    opened instanceof BridgeError
      ? unreadableLetter(message, opened, parts.clock.nowMs(), queuedAtUtc)
      : opened;
  await keepDeadLetter(parts, letter);
  return letter;
}

function unreadableLetter(
  message: unknown,
  problem: BridgeError,
  nowMs: number,
  queuedAtUtc: string | undefined,
): DeadLetter {
  return {
    v: 1,
    id: idOf(message, momentMs(queuedAtUtc) ?? nowMs),
    code: "MESSAGE_UNREADABLE",
    detail: problem.detail,
    failedAtUtc: new Date(nowMs).toISOString(),
    envelope: undefined,
    raw: textOf(message).slice(0, longestRaw),
  };
}

/** Of the message itself, so that the same message makes the same letter; sorted by when it came. */
function idOf(message: unknown, sinceMs: number): string {
  return newDeadLetterId(sinceMs, hash("sha256", textOf(message), "hex"));
}

function textOf(message: unknown): string {
  return typeof message === "string" ? message : JSON.stringify(message);
}

function momentMs(utc: string | undefined): number | undefined {
  const ms = Date.parse(utc ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

async function openOrProblem<T extends Envelope | DeadLetter>(
  queue: { open(message: unknown): Promise<T> },
  message: unknown,
): Promise<T | BridgeError> {
  try {
    return await queue.open(message);
  } catch (error) {
    if (error instanceof BridgeError && error.code === "MESSAGE_UNREADABLE") return error;
    throw error;
  }
}
