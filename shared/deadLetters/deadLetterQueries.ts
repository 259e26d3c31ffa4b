import type { DeadLetter } from "../delivery/deadLetter.ts";
import { parseDeliveryId } from "../delivery/deliveryId.ts";
import type { JournalReader } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { type FailureView, viewFailure } from "../failures/failureView.ts";
import type { RecordedExchange } from "../failures/recordedExchange.ts";
import type { DeliveryState } from "../tickets/deliveryView.ts";
import { connectionOf, type DeadLetterFilter, routeOf } from "./deadLetterFilter.ts";
import type { DeadLetterStatus, Replay } from "./deadLetterStatus.ts";
import type { DeadLetterStore, StoredDeadLetter } from "./deadLetterStore.ts";
import { type TriedAttempt, triedAttempts } from "./triedAttempts.ts";

/** A dead letter as the API shows it. */
export type DeadLetterView = FailureView & {
  readonly id: string;
  readonly status: DeadLetterStatus["state"];
  readonly detail: string;
  readonly failedAtUtc: string;
  readonly deliveryId: string | null;
  readonly correlationId: string | null;
  readonly route: string | null;
  readonly connection: string | null;
  readonly attempts: number | null;
  /** The dead letter that this one's message was replayed from. */
  readonly replayOf: string | null;
  /** Where its message went when it was replayed last. */
  readonly replay: Replay | null;
  readonly discarded: { readonly atUtc: string; readonly reason: string } | null;
};

/** With what was tried, what was asked and answered at last, the message as it was, and what became of its replay. */
export type DeadLetterDetail = DeadLetterView & {
  readonly envelope: DeadLetter["envelope"] | null;
  readonly raw: string | null;
  readonly exchange: RecordedExchange | null;
  /** Oldest first; empty for what was no delivery. */
  readonly tried: readonly TriedAttempt[];
  readonly replayState: DeliveryState | null;
};

export type DeadLetterPage = {
  readonly deadLetters: readonly DeadLetterView[];
  readonly continuation: string | null;
};

/** Newest first. Throws BridgeError REQUEST_INVALID for a continuation that was not given out. */
export async function listDeadLetters(
  store: Pick<DeadLetterStore, "list">,
  filter: DeadLetterFilter,
  { limit, continuation }: { readonly limit: number; readonly continuation?: string | undefined },
): Promise<DeadLetterPage> {
  const page = await store.list(filter, limit, continuation);
  return { deadLetters: page.letters.map(viewDeadLetter), continuation: page.continuation ?? null };
}

type ShowParts = {
  readonly store: Pick<DeadLetterStore, "get">;
  readonly journal: JournalReader;
  /** How a delivery stands. */
  readonly stateOf: (deliveryId: string) => Promise<DeliveryState>;
};

/** Throws BridgeError NOT_FOUND. */
export async function showDeadLetter(
  { store, journal, stateOf }: ShowParts,
  id: string,
): Promise<DeadLetterDetail> {
  const stored = await store.get(id);
  if (stored === undefined) throw noSuchLetter(id);
  const { letter } = stored;
  const view = viewDeadLetter(stored);
  return {
    ...view,
    envelope: letter.envelope ?? null,
    raw: letter.raw ?? null,
    exchange: letter.exchange ?? null,
    tried: await triedWith(journal, letter.envelope?.deliveryId),
    replayState: view.replay === null ? null : await stateOf(view.replay.deliveryId),
  };
}

export function noSuchLetter(id: string): BridgeError {
  return new BridgeError("NOT_FOUND", `No dead letter has the id "${id}"`);
}

function viewDeadLetter({ letter, status }: StoredDeadLetter): DeadLetterView {
  const { id, code, detail, failedAtUtc, envelope } = letter;
  return {
    id,
    status: status.state,
    ...viewFailure(code),
    detail,
    failedAtUtc,
    deliveryId: envelope?.deliveryId ?? null,
    correlationId: envelope?.kind === "delivery" ? envelope.correlationId : null,
    route: routeOf(letter),
    connection: connectionOf(letter),
    attempts: envelope?.attempt ?? null,
    replayOf: envelope?.replayOf ?? null,
    replay: status.state === "replayed" ? status.replay : null,
    discarded: status.state === "discarded" ? { atUtc: status.atUtc, reason: status.reason } : null,
  };
}

/** One entry for each attempt: the schedule and a few replays fit into this. */
const mostAttempts = 200;

async function triedWith(
  journal: JournalReader,
  deliveryId: string | undefined,
): Promise<readonly TriedAttempt[]> {
  const id = deliveryId === undefined ? undefined : parseDeliveryId(deliveryId);
  if (deliveryId === undefined || id === undefined) return [];
  const { entries } = await journal.entries(id.partition, { limit: mostAttempts, deliveryId });
  return triedAttempts(entries);
}
