import { BridgeError } from "../failures/bridgeError.ts";
import type { JournalRecorder } from "../journal/recorder.ts";
import { routeAlert } from "../routing/routeAlert.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { DeliveryEnvelope, ReceivedEnvelope } from "./envelope.ts";
import { envelopesFor } from "./envelopesFor.ts";
import { deliveriesToExistingTickets } from "./existingTickets.ts";
import { type DeliveryOutcome, endStepOf } from "./outcome.ts";
import { readBody } from "./readBody.ts";
import { settleFailure } from "./settleFailure.ts";
import { thinking } from "./thinking.ts";

/**
 * Recognises and routes a body that the webhook (or a replay) could only take in. What nobody knows becomes a dead
 * letter; that no route wants it is an outcome in the journal.
 */
export async function sortReceived(
  parts: DeliveryParts,
  envelope: ReceivedEnvelope,
  recorder: JournalRecorder,
): Promise<DeliveryOutcome> {
  const outcome = await sort(parts, envelope, recorder);
  await parts.store.appendJournal(
    envelope.deliveryId,
    recorder.entry(endStepOf(outcome, undefined, parts.clock.nowMs())),
  );
  return outcome;
}

async function sort(
  parts: DeliveryParts,
  envelope: ReceivedEnvelope,
  recorder: JournalRecorder,
): Promise<DeliveryOutcome> {
  const recognition = readBody(parts, envelope, recorder);
  if (recognition.kind === "unknown") {
    const problems = recognition.problems.join("; ");
    return settleFailure(parts, envelope, new BridgeError("ALERT_SHAPE_UNKNOWN", problems));
  }
  const { alert } = recognition;
  const routing = thinking(() => routeAlert(alert, parts.routes, envelope.route));
  const routed = routing.kind === "routed" ? envelopesFor(parts, envelope, alert, routing.to) : [];
  const sentTo = new Set(routed.map(({ correlationId }) => correlationId));
  const existing =
    alert.condition === "resolved" ? await deliveriesToExistingTickets(parts, envelope, alert, sentTo) : [];
  // A resolved alert that meets its tickets has done its work, whatever became of the route in its address.
  if (routing.kind === "routeUnknown" && existing.length === 0) {
    return settleFailure(
      parts,
      envelope,
      new BridgeError("ROUTE_UNKNOWN", `No route is called "${routing.route}"`),
    );
  }
  return sendOn(parts, [...routed.map(withoutFanOut), ...existing], recorder);
}

async function sendOn(
  { queue }: DeliveryParts,
  deliveries: readonly DeliveryEnvelope[],
  recorder: JournalRecorder,
): Promise<DeliveryOutcome> {
  if (deliveries.length === 0) {
    const because = "no route wants it";
    recorder.add({ step: "unrouted", because });
    return { kind: "unrouted", because };
  }
  await Promise.all(deliveries.map((delivery) => queue.send(delivery)));
  for (const { route, connection, workItemKind } of deliveries) {
    recorder.add({ step: "routed", route, connection, workItemKind });
  }
  return { kind: "routed", deliveryIds: deliveries.map(({ deliveryId }) => deliveryId) };
}

function withoutFanOut({ isFanOutPending: _done, ...delivery }: DeliveryEnvelope): DeliveryEnvelope {
  return delivery;
}
