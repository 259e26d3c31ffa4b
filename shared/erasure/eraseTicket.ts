import type { StoredTicket } from "../delivery/ports.ts";
import { erasedTicket } from "./erasedTicket.ts";
import type { ErasureParts } from "./erasureStep.ts";
import { changeFor, type ErasureWish } from "./erasureWish.ts";

const mostTries = 3;

/**
 * Whoever has claimed a ticket writes down next what became of its action, and only if nobody has written meanwhile: so
 * a claimed one is left alone.
 */
export async function eraseTicket(
  { store, clock }: Pick<ErasureParts, "store" | "clock">,
  wish: ErasureWish,
  found: StoredTicket,
): Promise<"erased" | "untouched" | "busy"> {
  let { record, version } = found;
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const changed = erasedTicket(record, changeFor(wish));
    if (JSON.stringify(changed) === JSON.stringify(record)) return "untouched";
    if (record.claim !== undefined && Date.parse(record.claim.untilUtc) > clock.nowMs()) return "busy";
    if (wish.isDryRun) return "erased";
    if ((await store.write(changed, version)).kind === "written") return "erased";
    const now = await store.read(record.correlationId);
    if (now === undefined) return "untouched";
    ({ record, version } = now);
  }
  return "busy";
}
