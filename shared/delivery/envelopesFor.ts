import type { Alert } from "../alerts/alert.ts";
import type { RoutedAlert } from "../routing/routeAlert.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import { newDeliveryId } from "./deliveryId.ts";
import { type DeliveryEnvelope, type Envelope, laneFor } from "./envelope.ts";

/** One message for each work item, so that each has its own retries. */
export function envelopesFor(
  { clock, randomHex }: Pick<DeliveryParts, "clock" | "randomHex">,
  { v, receivedAtUtc, body }: Pick<Envelope, "v" | "receivedAtUtc" | "body">,
  alert: Alert,
  to: readonly RoutedAlert[],
): readonly DeliveryEnvelope[] {
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
    // The first of them also finds the tickets that today's routes do not name.
    ...(alert.condition === "resolved" && place === 0 ? { isFanOutPending: true } : {}),
  }));
}
