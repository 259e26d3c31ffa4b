import { BridgeError } from "../failures/bridgeError.ts";
import { routeAlert } from "../routing/routeAlert.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import { newDeliveryId } from "./deliveryId.ts";
import type { Envelope, ReceivedEnvelope } from "./envelope.ts";
import { envelopesFor } from "./envelopesFor.ts";

export type AcceptedDelivery = {
  readonly id: string;
  /** Null where none is known: the body could not be recognised, or no route wants it. */
  readonly correlationId: string | null;
};

type AcceptParts = Pick<DeliveryParts, "queue" | "routes" | "recognise" | "clock" | "randomHex" | "log">;

/**
 * What the webhook does: recognise, route, enqueue. Returns when everything is stored durably; every accepted body
 * has at least one delivery. What cannot be routed here is enqueued as it came, and the worker says why.
 *
 * Throws BridgeError ALERT_NOT_JSON or STORAGE_UNAVAILABLE (nothing, or only a part, was stored: the sender's repeat
 * does no harm). Once `within` is aborted it gives up.
 */
export async function acceptAlert(
  parts: AcceptParts,
  body: string,
  requestedRoute: string | null,
  within?: AbortSignal,
): Promise<readonly AcceptedDelivery[]> {
  const parsed = parseBody(body);
  const nowMs = parts.clock.nowMs();
  const received = {
    v: 1,
    receivedAtUtc: new Date(nowMs).toISOString(),
    body,
    route: requestedRoute,
    attempt: 1,
  } as const;
  const routed = routeIfPossible(parts, parsed, received, requestedRoute);
  const envelopes: readonly Envelope[] = routed ?? [
    {
      ...received,
      kind: "received",
      deliveryId: newDeliveryId({ correlationId: null, nowMs, randomHex: parts.randomHex() }),
    },
  ];
  await Promise.all(envelopes.map((envelope) => parts.queue.send(envelope, 0, within)));
  return envelopes.map((envelope) => ({
    id: envelope.deliveryId,
    correlationId: envelope.kind === "delivery" ? envelope.correlationId : null,
  }));
}

/**
 * `undefined` for what has to be sorted by the worker. A fault of ours is among that: if it were answered with 503, the
 * sender would repeat in vain, and then leave this address alone for a quarter of an hour, for every alert there is.
 */
function routeIfPossible(
  parts: AcceptParts,
  body: unknown,
  received: Pick<ReceivedEnvelope, "v" | "receivedAtUtc" | "body" | "route">,
  requestedRoute: string | null,
): readonly Envelope[] | undefined {
  try {
    const recognition = parts.recognise(body, received.receivedAtUtc);
    if (recognition.kind === "unknown") return undefined;
    const routing = routeAlert(recognition.alert, parts.routes, requestedRoute);
    return routing.kind === "routed"
      ? envelopesFor(parts, received, recognition.alert, routing.to)
      : undefined;
  } catch (error) {
    parts.log("alert.unsorted", { error: error instanceof Error ? error.name : typeof error });
    return undefined;
  }
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new BridgeError("ALERT_NOT_JSON", error instanceof Error ? error.message : "not JSON", {
      cause: error,
    });
  }
}
