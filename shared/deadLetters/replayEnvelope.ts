import type { DeadLetter } from "../delivery/deadLetter.ts";
import { begunAnew } from "../delivery/envelope.ts";
import type { DeliveryEnvelope, Envelope, ReceivedEnvelope } from "../delivery/envelope.ts";
import { erased } from "../erasure/erasedText.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import type { Replay, ReplayAs } from "./deadLetterStatus.ts";

/** Where the cure is in recognition or in the routes: the message has to find its way anew. */
const curedByRouting: ReadonlySet<ErrorCode> = new Set([
  "ALERT_SHAPE_UNKNOWN",
  "ROUTE_UNKNOWN",
  "CONNECTION_MISSING",
]);

/**
 * The way that fits the letter, or the one that is wished for. A message that was never routed has no work item to go
 * to. Throws BridgeError REPLAY_NOT_POSSIBLE.
 */
export function replayAs(letter: DeadLetter, wished: ReplayAs | undefined): ReplayAs {
  const { kind } = envelopeOf(letter);
  if (kind === "delivery") return wished ?? (curedByRouting.has(letter.code) ? "received" : "delivery");
  if (wished === "delivery") {
    throw new BridgeError("REPLAY_NOT_POSSIBLE", `${letter.id} was never routed: replay it as received`);
  }
  return "received";
}

/**
 * The message as it goes into the queue again: the same alert, arrived when it arrived, as a first attempt under an id of
 * its own. As a delivery it keeps its correlation id. Throws BridgeError REPLAY_NOT_POSSIBLE.
 */
export function replayEnvelope(
  letter: DeadLetter,
  { as, deliveryId }: Pick<Replay, "as" | "deliveryId">,
): Envelope {
  // What became of it before does not count: least of all the retries that it has used up.
  const envelope = begunAnew(envelopeOf(letter));
  const again = { deliveryId, replayOf: letter.id };
  if (envelope.kind === "received") return { ...envelope, ...again };
  return as === "delivery"
    ? ({ ...envelope, ...again } satisfies DeliveryEnvelope)
    : asReceived(envelope, again);
}

function asReceived(
  { v, receivedAtUtc, body, postedTo, lane }: DeliveryEnvelope,
  again: Pick<ReceivedEnvelope, "deliveryId" | "replayOf">,
): ReceivedEnvelope {
  return {
    v,
    kind: "received",
    receivedAtUtc,
    body,
    route: postedTo ?? null,
    attempt: 1,
    ...(lane === undefined ? {} : { lane }),
    ...again,
  };
}

function envelopeOf({ id, envelope }: DeadLetter): Envelope {
  if (envelope === undefined) {
    throw new BridgeError("REPLAY_NOT_POSSIBLE", `${id} holds a message that nobody could read`);
  }
  if (envelope.body === erased) {
    throw new BridgeError("REPLAY_NOT_POSSIBLE", `What ${id} held was erased on request`);
  }
  return envelope;
}
