import type { DeadLetterStatus } from "../deadLetters/deadLetterStatus.ts";
import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { Envelope } from "../delivery/envelope.ts";
import { contains, erased } from "./erasedText.ts";

export function isConcerned({ detail, raw, envelope, exchange }: DeadLetter, value: string): boolean {
  const rule = envelope?.kind === "delivery" ? envelope.storm?.rule : undefined;
  const texts = [detail, raw ?? "", envelope?.body ?? "", rule ?? "", JSON.stringify(exchange ?? null)];
  return texts.some((text) => contains(text, value));
}

/** A body that has been cut is of no use to anybody: it goes altogether, and the letter cannot be replayed any more. */
export function erasedLetter({ exchange: _exchange, raw, envelope, ...letter }: DeadLetter): DeadLetter {
  return {
    ...letter,
    detail: erased,
    ...(raw === undefined ? {} : { raw: erased }),
    envelope: envelope === undefined ? undefined : erasedEnvelope(envelope),
  };
}

function erasedEnvelope(envelope: Envelope): Envelope {
  if (envelope.kind === "received" || envelope.storm === undefined) return { ...envelope, body: erased };
  return { ...envelope, body: erased, storm: { ...envelope.storm, rule: erased } };
}

/** Why it was discarded is a person's own words. */
export function isReasonConcerned(status: DeadLetterStatus, value: string): boolean {
  return status.state === "discarded" && contains(status.reason, value);
}

export function erasedReason(status: DeadLetterStatus, change: (text: string) => string): DeadLetterStatus {
  return status.state === "discarded" ? { ...status, reason: change(status.reason) } : status;
}
