import { hash } from "node:crypto";

import type { DeadLetter } from "../delivery/deadLetter.ts";
import { newDeadLetterId } from "../delivery/deadLetterId.ts";
import type { BridgeError } from "../failures/bridgeError.ts";

/** Of a message that is no envelope, this much is kept. */
const longestRaw = 32 * 1024;

/**
 * What becomes of a message that nobody can read. The same message makes the same letter.
 *
 * @param queuedAtUtc when it came into its queue; stays the same when the message is handed out again
 */
export function unreadableLetter(
  message: unknown,
  problem: BridgeError,
  nowMs: number,
  queuedAtUtc: string | undefined,
): DeadLetter {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return {
    v: 1,
    // Of the message itself; sorted by when it came.
    id: newDeadLetterId(momentMs(queuedAtUtc) ?? nowMs, hash("sha256", text, "hex")),
    code: "MESSAGE_UNREADABLE",
    detail: problem.detail,
    failedAtUtc: new Date(nowMs).toISOString(),
    envelope: undefined,
    raw: text.slice(0, longestRaw),
  };
}

function momentMs(utc: string | undefined): number | undefined {
  const ms = Date.parse(utc ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}
