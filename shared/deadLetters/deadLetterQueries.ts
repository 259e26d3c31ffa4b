import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { DeadLetterStore } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { catalogue, type ErrorCode } from "../failures/catalogue.ts";

/** A dead letter as the API shows it. */
export type DeadLetterView = {
  readonly id: string;
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail: string;
  readonly cause: string;
  readonly resolution: string;
  readonly owner: string;
  readonly failedAtUtc: string;
  readonly deliveryId: string | null;
  readonly correlationId: string | null;
  readonly attempts: number | null;
};

/** With the message as it was. */
export type DeadLetterDetail = DeadLetterView & {
  readonly envelope: DeadLetter["envelope"] | null;
  readonly raw: string | null;
};

export type DeadLetterPage = {
  readonly deadLetters: readonly DeadLetterView[];
  readonly continuation: string | null;
};

/** Newest first. */
export async function listDeadLetters(
  store: DeadLetterStore,
  { limit, continuation }: { readonly limit: number; readonly continuation?: string | undefined },
): Promise<DeadLetterPage> {
  const page = await store.list(limit, continuation);
  return { deadLetters: page.letters.map(viewDeadLetter), continuation: page.continuation ?? null };
}

/** Throws BridgeError NOT_FOUND. */
export async function showDeadLetter(store: DeadLetterStore, id: string): Promise<DeadLetterDetail> {
  const letter = await store.get(id);
  if (letter === undefined) throw new BridgeError("NOT_FOUND", `No dead letter has the id "${id}"`);
  return { ...viewDeadLetter(letter), envelope: letter.envelope ?? null, raw: letter.raw ?? null };
}

function viewDeadLetter({ id, code, detail, failedAtUtc, envelope }: DeadLetter): DeadLetterView {
  const { title, cause, resolution, owner } = catalogue[code];
  return {
    id,
    code,
    title,
    detail,
    cause,
    resolution,
    owner,
    failedAtUtc,
    deliveryId: envelope?.deliveryId ?? null,
    correlationId: envelope?.kind === "delivery" ? envelope.correlationId : null,
    attempts: envelope?.attempt ?? null,
  };
}
