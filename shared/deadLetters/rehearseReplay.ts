import { newDeliveryId } from "../delivery/deliveryId.ts";
import type { DeliveryParts } from "../delivery/deliveryParts.ts";
import { rehearse, type RehearsedDelivery } from "../delivery/rehearse.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import type { ManyWish } from "./actOnMany.ts";
import { noSuchLetter } from "./deadLetterQueries.ts";
import type { DeadLetterState, ReplayAs } from "./deadLetterStatus.ts";
import type { DeadLetterStore } from "./deadLetterStore.ts";
import { replayAs, replayEnvelope } from "./replayEnvelope.ts";

export type RehearseParts = {
  readonly store: Pick<DeadLetterStore, "get" | "list">;
  /** With gateways that throw RehearsedWrite instead of writing. */
  readonly delivery: DeliveryParts;
};

/** What replaying a dead letter would do; nothing was done. */
export type RehearsedReplay = {
  readonly id: string;
  readonly code: ErrorCode;
  readonly status: DeadLetterState;
  readonly as: ReplayAs;
  readonly deliveries: readonly RehearsedDelivery[];
};

type Refused = {
  readonly id: string;
  readonly code: ErrorCode;
  readonly refused: { readonly code: ErrorCode; readonly detail: string };
};

/** Throws BridgeError NOT_FOUND, REPLAY_NOT_POSSIBLE or STORAGE_UNAVAILABLE. Writes nothing anywhere. */
export async function rehearseReplay(
  { store, delivery }: RehearseParts,
  id: string,
  wished: ReplayAs | undefined,
): Promise<RehearsedReplay> {
  const stored = await store.get(id);
  if (stored === undefined) throw noSuchLetter(id);
  const { letter, status } = stored;
  const as = replayAs(letter, wished);
  const correlationId =
    letter.envelope?.kind === "delivery" && as === "delivery" ? letter.envelope.correlationId : null;
  const nowMs = delivery.clock.nowMs();
  const deliveryId = newDeliveryId({ correlationId, nowMs, randomHex: delivery.randomHex() });
  const deliveries = await rehearse(delivery, replayEnvelope(letter, { as, deliveryId }));
  return { id, code: letter.code, status: status.state, as, deliveries };
}

/** A rehearsal reads at the partner: few with each call. */
const mostRehearsed = 20;

/** The same for those that a filter finds, one after the other. Throws BridgeError REQUEST_INVALID or STORAGE_UNAVAILABLE. */
export async function rehearseMany(
  parts: RehearseParts,
  { filter, limit, continuation, as }: Omit<ManyWish, "who"> & { readonly as?: ReplayAs | undefined },
): Promise<{
  readonly letters: readonly (RehearsedReplay | Refused)[];
  readonly continuation: string | null;
}> {
  const page = await parts.store.list(filter, Math.min(limit, mostRehearsed), continuation);
  const letters: (RehearsedReplay | Refused)[] = [];
  for (const { letter } of page.letters) {
    try {
      letters.push(await rehearseReplay(parts, letter.id, as));
    } catch (error) {
      if (!(error instanceof BridgeError) || error.code === "STORAGE_UNAVAILABLE") throw error;
      letters.push({ id: letter.id, code: letter.code, refused: { code: error.code, detail: error.detail } });
    }
  }
  return { letters, continuation: page.continuation ?? null };
}
