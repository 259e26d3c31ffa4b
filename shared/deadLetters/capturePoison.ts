import { hash } from "node:crypto";

import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { Envelope } from "../delivery/envelope.ts";
import type { Clock, DeadLetterStore, WorkQueue } from "../delivery/ports.ts";
import { newDeadLetterId } from "../delivery/settleFailure.ts";
import { BridgeError } from "../failures/bridgeError.ts";

/** Of a message that is no envelope, this much is kept. */
const longestRaw = 32 * 1024;

/**
 * A message that the host gave up on (it crashed the worker on every attempt, or cannot be read) becomes a dead letter
 * that people see. Idempotent: the same message makes the same letter.
 *
 * @param queuedAtUtc when the host gave it up; stays the same when the message is handed out again
 */
export async function capturePoison(
  {
    queue,
    store,
    clock,
  }: { readonly queue: Pick<WorkQueue, "open">; readonly store: DeadLetterStore; readonly clock: Clock },
  message: unknown,
  queuedAtUtc?: string,
): Promise<DeadLetter> {
  const raw = typeof message === "string" ? message : JSON.stringify(message);
  const opened = await openOrProblem(queue, message);
  const isReadable = !(opened instanceof BridgeError);
  const nowMs = clock.nowMs();
  // Of the message itself, so that the same message makes the same letter; sorted by when its alert came.
  const sinceMs = momentMs(isReadable ? opened.receivedAtUtc : queuedAtUtc) ?? nowMs;
  const letter: DeadLetter = {
    v: 1,
    id: newDeadLetterId(sinceMs, hash("sha256", raw, "hex")),
    code: isReadable ? "DELIVERY_CRASHED" : "MESSAGE_UNREADABLE",
    detail: isReadable ? "The host gave the message up after its last attempt" : opened.detail,
    failedAtUtc: new Date(nowMs).toISOString(),
    envelope: isReadable ? opened : undefined,
    ...(isReadable ? {} : { raw: raw.slice(0, longestRaw) }),
  };
  await store.put(letter);
  return letter;
}

function momentMs(utc: string | undefined): number | undefined {
  const ms = Date.parse(utc ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

async function openOrProblem(
  queue: Pick<WorkQueue, "open">,
  message: unknown,
): Promise<Envelope | BridgeError> {
  try {
    return await queue.open(message);
  } catch (error) {
    if (error instanceof BridgeError && error.code === "MESSAGE_UNREADABLE") return error;
    throw error;
  }
}
