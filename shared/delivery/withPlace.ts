import type { DeliveryParts } from "./deliveryParts.ts";
import { type DeliveryEnvelope, laneOf } from "./envelope.ts";

type PlaceParts = Pick<DeliveryParts, "slots" | "waiting" | "schedule" | "timing" | "log">;

/**
 * Runs work when the connection has a free place. A message that waits long for one is kept where a sweep finds it:
 * nothing says yet that it is claimed, and if this process dies the host would hide it for ten minutes.
 */
export async function withPlace<T>(
  { slots, waiting, schedule, timing, log }: PlaceParts,
  envelope: DeliveryEnvelope,
  work: () => Promise<T>,
): Promise<T> {
  const { deliveryId } = envelope;
  let kept: Promise<void> | undefined;
  // Keeping is a precaution: if it fails, the host's own redelivery is still there.
  const noted = (error: unknown) => log("waitingMessage.failed", { deliveryId, error: String(error) });
  const cancel = schedule(timing.longWaitMs, () => {
    kept = waiting.keep(envelope).catch(noted);
  });
  try {
    return await slots(envelope.connection, laneOf(envelope), () => {
      cancel();
      return work();
    });
  } finally {
    cancel();
    if (kept !== undefined) {
      await kept;
      await waiting.release(deliveryId).catch(noted);
    }
  }
}
