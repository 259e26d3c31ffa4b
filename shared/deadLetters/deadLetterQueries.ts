import type { DeadLetter } from "../delivery/deadLetter.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { catalogue, type ErrorCode } from "../failures/catalogue.ts";
import type { DeliveryState } from "../tickets/deliveryView.ts";
import { connectionOf, type DeadLetterFilter, routeOf } from "./deadLetterFilter.ts";
import type { DeadLetterStatus, Replay } from "./deadLetterStatus.ts";
import type { DeadLetterStore, StoredDeadLetter } from "./deadLetterStore.ts";

/** A dead letter as the API shows it. */
export type DeadLetterView = {
  readonly id: string;
  readonly status: DeadLetterStatus["state"];
  readonly code: ErrorCode;
  readonly title: string;
  readonly detail: string;
  readonly cause: string;
  readonly resolution: string;
  readonly owner: string;
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

/** With the message as it was, and what became of its replay. */
export type DeadLetterDetail = DeadLetterView & {
  readonly envelope: DeadLetter["envelope"] | null;
  readonly raw: string | null;
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

/** `stateOf`: how a delivery stands. Throws BridgeError NOT_FOUND. */
export async function showDeadLetter(
  store: Pick<DeadLetterStore, "get">,
  id: string,
  stateOf: (deliveryId: string) => Promise<DeliveryState>,
): Promise<DeadLetterDetail> {
  const stored = await store.get(id);
  if (stored === undefined) throw noSuchLetter(id);
  const { letter } = stored;
  const view = viewDeadLetter(stored);
  return {
    ...view,
    envelope: letter.envelope ?? null,
    raw: letter.raw ?? null,
    replayState: view.replay === null ? null : await stateOf(view.replay.deliveryId),
  };
}

export function noSuchLetter(id: string): BridgeError {
  return new BridgeError("NOT_FOUND", `No dead letter has the id "${id}"`);
}

function viewDeadLetter({ letter, status }: StoredDeadLetter): DeadLetterView {
  const { id, code, detail, failedAtUtc, envelope } = letter;
  const { title, cause, resolution, owner } = catalogue[code];
  return {
    id,
    status: status.state,
    code,
    title,
    detail,
    cause,
    resolution,
    owner,
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
