import type { DeliveryParts } from "./deliveryParts.ts";
import { Crowded } from "./fairSlots.ts";
import { type DeliveryEnvelope, laneOf } from "./envelope.ts";
import type { NotNow } from "./pacing.ts";
import type { WorkItemGateway } from "./ports.ts";

type PlaceParts = Pick<
  DeliveryParts,
  "slots" | "pacing" | "waiting" | "schedule" | "timing" | "log" | "clock"
>;

/** Long enough for the others to be handed out meanwhile. */
const crowdedMs = 3_000;

/**
 * Runs work when the connection has a free place and may be called; else says when to come back. The gateway that the
 * work is given is the only way to the partner. A message that waits long for a place is kept where a sweep finds it:
 * nothing says yet that it is claimed, and if this process dies the host would hide it for ten minutes.
 */
export async function withPlace<T>(
  { slots, pacing, waiting, schedule, timing, log, clock }: PlaceParts,
  envelope: DeliveryEnvelope,
  gateway: WorkItemGateway,
  work: (gateway: WorkItemGateway) => Promise<T>,
): Promise<T | NotNow> {
  const { deliveryId, connection } = envelope;
  const lane = laneOf(envelope);
  let kept: Promise<void> | undefined;
  // Keeping is a precaution: if it fails, the host's own redelivery is still there.
  const noted = (error: unknown) => log("waitingMessage.failed", { deliveryId, error: String(error) });
  const cancel = schedule(timing.longWaitMs, () => {
    kept = waiting.keep(envelope).catch(noted);
  });
  try {
    return await slots(connection, lane, async () => {
      cancel();
      const permit = await pacing.ask(connection, lane);
      if (permit.kind === "notNow") return permit;
      try {
        return await work(permit.watch(gateway));
      } finally {
        await permit.end();
      }
    });
  } catch (error) {
    if (!(error instanceof Crowded)) throw error;
    return {
      kind: "notNow",
      code: "CONNECTION_BUSY",
      because: `many messages wait for ${connection}, which is slow: this one makes room for those of other connections`,
      fromMs: clock.nowMs() + crowdedMs,
      toMs: clock.nowMs() + 3 * crowdedMs,
    };
  } finally {
    cancel();
    if (kept !== undefined) {
      await kept;
      await waiting.release(deliveryId).catch(noted);
    }
  }
}
