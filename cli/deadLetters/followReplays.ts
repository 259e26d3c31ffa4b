import { setTimeout as waitMs } from "node:timers/promises";

import { Refused } from "../refusals.ts";
import { type Followed, followDeliveries } from "../send/followDeliveries.ts";
import type { Session } from "../session.ts";
import type { Interruption } from "./onInterrupt.ts";

/** Waits for what becomes of replayed messages: of each its last delivery, as far as it is known when the wait ends. */
export async function followReplays(
  session: Session,
  deliveryIds: readonly string[],
  patienceMs: number,
  interruption: Interruption,
): Promise<readonly Followed[]> {
  const ended: Followed[] = [];
  let expected = deliveryIds.length;
  const follower = followDeliveries({
    ask: async (id) => {
      try {
        return await session.client.delivery(id);
      } catch (error) {
        // The journal cannot be read for a moment; the delivery goes on all the same.
        if (error instanceof Refused && (error.status === 503 || error.status === 429)) return undefined;
        throw error;
      }
    },
    onChange: () => undefined,
    onEnd: (followed) => {
      // A message that was routed has become others, and its end names them.
      const routed =
        followed.delivery?.state === "routed"
          ? (followed.delivery.because?.match(/\bdlv-[\w-]+/g) ?? [])
          : [];
      if (routed.length === 0) ended.push(followed);
      expected += routed.length === 0 ? 0 : routed.length - 1;
      for (const id of routed) follower.add(id);
      session.showLive(`${ended.length} of ${expected} done`);
    },
    get patienceMs() {
      // Whoever presses Ctrl-C has waited long enough.
      return interruption.isAsked ? 0 : patienceMs;
    },
    nowMs: Date.now,
    waitMs,
  });
  for (const id of deliveryIds) follower.add(id);
  await follower.finish();
  session.showLive("");
  return ended;
}
