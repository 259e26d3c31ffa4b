import type { Alert } from "../alerts/alert.ts";
import type { RoutedAlert } from "../routing/routeAlert.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import { newDeliveryId } from "./deliveryId.ts";
import { type DeliveryEnvelope, laneFor, type ReceivedEnvelope } from "./envelope.ts";

/** One message for each work item, so that each has its own retries. */
export function envelopesFor(
  { clock, randomHex }: Pick<DeliveryParts, "clock" | "randomHex">,
  received: Pick<ReceivedEnvelope, "v" | "receivedAtUtc" | "body" | "route" | "replayOf">,
  alert: Alert,
  to: readonly RoutedAlert[],
): readonly DeliveryEnvelope[] {
  const { v, receivedAtUtc, body, route: postedTo, replayOf } = received;
  return to.map(({ route, correlationId }, place) => ({
    v,
    kind: "delivery",
    deliveryId: newDeliveryId({ correlationId, nowMs: clock.nowMs(), randomHex: randomHex() }),
    receivedAtUtc,
    body,
    attempt: 1,
    route: route.name,
    connection: route.connection,
    workItemKind: route.workItemKind,
    correlationId,
    ...laneFor(alert.severity),
    ...(postedTo === null ? {} : { postedTo }),
    ...(replayOf === undefined ? {} : { replayOf }),
    // The first of them also finds the tickets that today's routes do not name.
    ...(alert.condition === "resolved" && place === 0 ? { isFanOutPending: true } : {}),
  }));
}
