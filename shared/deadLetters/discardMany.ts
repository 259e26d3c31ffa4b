import { actOnMany, type ManyDone, type ManyWish } from "./actOnMany.ts";
import { checkedReason, type Discarded, discardLetter, type DiscardParts } from "./discardLetter.ts";

/** Discards every dead letter that the filter finds. Throws BridgeError DISCARD_REASON_MISSING, REQUEST_INVALID or STORAGE_UNAVAILABLE. */
export async function discardMany(
  parts: DiscardParts & { readonly randomHex: () => string },
  wish: ManyWish & { readonly reason: string },
): Promise<ManyDone<Discarded>> {
  const reason = checkedReason(wish.reason);
  return actOnMany(parts, wish, { action: "deadLetter.discarded", reason, details: {} }, (id, { act }) =>
    discardLetter(parts, id, { who: wish.who, reason, act }),
  );
}
