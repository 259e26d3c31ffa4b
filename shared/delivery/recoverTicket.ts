import { actionDone } from "./actOnPlan.ts";
import { crashesWith, mostCrashes } from "./crashes.ts";
import type { DeliveryRound } from "./deliveryRound.ts";
import { indexTicket } from "./indexTicket.ts";
import type { DeliveryOutcome } from "./outcome.ts";
import type { StoredTicket, WorkItemGateway } from "./ports.ts";
import { putBack, waitForConnection } from "./putBack.ts";
import { recoverPending } from "./recoverPending.ts";
import type { PendingAction } from "./ticketRecord.ts";
import { withPlace } from "./withPlace.ts";

/**
 * A ticket with an action whose result nobody has recorded: finds out, and records it. Throws as recoverPending does.
 */
export async function recoverTicket(
  round: DeliveryRound,
  stored: StoredTicket,
  pending: PendingAction,
  gateway: WorkItemGateway,
): Promise<DeliveryOutcome | "again"> {
  const { parts, delivery, recorder, progress } = round;
  const { envelope } = delivery;
  progress.crashes = crashesWith(stored.record, pending, envelope);
  if (progress.crashes > mostCrashes && parts.isTrial !== true) {
    const because = "processes died while it was delivered: it is tried alone";
    return putBack(round, { reason: "trial", because, delayMs: 0 }, parts.trialQueue);
  }
  const recovery = await withPlace(parts, envelope, gateway, (watched) => {
    progress.hasCalled = true;
    return recoverPending(parts, stored.record, pending, watched, recorder);
  });
  if (recovery.kind === "notNow") return waitForConnection(round, recovery);
  if (recovery.kind === "tooEarly") {
    return putBack(round, {
      reason: `fate of ${pending.id}`,
      because: `the fate of a ${pending.kind} is not known yet`,
      delayMs: recovery.delayMs,
    });
  }
  const written = await parts.store.write(recovery.record, stored.version);
  if (written.kind === "written" && recovery.hasHappened) {
    const isOwn = pending.deliveryId === envelope.deliveryId;
    const alertId = isOwn ? delivery.alert.alertId : null;
    const isIndexed = await indexTicket(parts, recovery.record, Object.keys(pending.after.members), alertId);
    progress.isIndexed &&= isIndexed;
    // What an earlier attempt at this very message did is this message's doing, not a duplicate of it.
    if (isOwn && recovery.record.ref !== undefined) {
      progress.delivered ??= {
        kind: "delivered",
        action: actionDone[pending.kind],
        ref: recovery.record.ref,
        because: "an earlier attempt had done it",
      };
    }
  }
  return "again";
}
