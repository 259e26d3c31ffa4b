import type { Alert } from "../alerts/alert.ts";
import { identityHash } from "../alerts/identityHash.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import { newDeliveryId } from "./deliveryId.ts";
import { type DeliveryEnvelope, type Envelope, laneFor } from "./envelope.ts";

/**
 * A resolved alert goes, beside where today's routes send it, to every ticket that exists under its identity: a route
 * that has changed never leaves a ticket open. Returns the deliveries that are still to be sent.
 */
export async function deliveriesToExistingTickets(
  { index, store, clock, randomHex }: Pick<DeliveryParts, "index" | "store" | "clock" | "randomHex">,
  { v, receivedAtUtc, body, replayOf }: Pick<Envelope, "v" | "receivedAtUtc" | "body" | "replayOf">,
  alert: Alert,
  alreadySentTo: ReadonlySet<string>,
): Promise<readonly DeliveryEnvelope[]> {
  const correlationIds = await index.byIdentity(identityHash(alert.identity));
  const others = correlationIds.filter((correlationId) => !alreadySentTo.has(correlationId));
  const stored = await Promise.all(others.map((correlationId) => store.read(correlationId)));
  return stored.flatMap((ticket) => {
    if (ticket === undefined) return [];
    const { correlationId, connection, route, workItemKind } = ticket.record;
    const deliveryId = newDeliveryId({ correlationId, nowMs: clock.nowMs(), randomHex: randomHex() });
    return [
      {
        v,
        kind: "delivery",
        deliveryId,
        receivedAtUtc,
        body,
        attempt: 1,
        route,
        connection,
        workItemKind,
        correlationId,
        ...laneFor(alert.severity),
        ...(replayOf === undefined ? {} : { replayOf }),
      },
    ];
  });
}
