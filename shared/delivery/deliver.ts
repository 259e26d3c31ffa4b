import { BridgeError } from "../failures/bridgeError.ts";
import { failureLogFields } from "../failures/failureView.ts";
import { startRecording } from "../journal/recorder.ts";
import type { JournalRecorder } from "../journal/recorder.ts";
import type { Route } from "../routing/route.ts";
import { deliverWorkItem } from "./deliverWorkItem.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { DeliveryEnvelope, Envelope } from "./envelope.ts";
import { deliveriesToExistingTickets } from "./existingTickets.ts";
import { type DeliveryOutcome, endStepOf } from "./outcome.ts";
import type { WorkQueue } from "./ports.ts";
import { readBody } from "./readBody.ts";
import { settleFailure } from "./settleFailure.ts";
import { sortReceived } from "./sortReceived.ts";
import { thinking } from "./thinking.ts";

/**
 * What the worker does with one message of the work queue. When it returns, the outcome is recorded and the message
 * is done, whatever the outcome; when it throws, the host hands the message out again.
 */
export async function deliver(
  parts: DeliveryParts,
  envelope: Envelope,
  recorder: JournalRecorder = startRecording(envelope, parts.clock),
): Promise<DeliveryOutcome> {
  const startedMs = parts.clock.nowMs();
  const { route, replayOf } = envelope;
  recorder.add({
    step: "received",
    route,
    bytes: Buffer.byteLength(envelope.body),
    ...(replayOf === undefined ? {} : { replayOf }),
  });
  const { watched, waiting } = watchingCopies(parts, envelope);
  const outcome = await (
    envelope.kind === "received"
      ? sortReceived(watched, envelope, recorder)
      : deliverRouted(watched, envelope, recorder)
  ).catch((error: unknown) => waiting(error) ?? afterError(parts, envelope, recorder, error));

  // The one line for each attempt. Dashboards and alerts read these names.
  parts.log("delivery.attempted", {
    deliveryId: envelope.deliveryId,
    correlationId: envelope.kind === "delivery" ? envelope.correlationId : undefined,
    attempt: envelope.attempt,
    outcome: outcome.kind,
    code: "code" in outcome ? outcome.code : undefined,
    because: "because" in outcome ? outcome.because : undefined,
    ticketNumber: "ref" in outcome ? outcome.ref?.number : undefined,
    durationMs: parts.clock.nowMs() - startedMs,
    ...("detail" in outcome ? { detail: outcome.detail } : {}),
    ...("code" in outcome ? failureLogFields(outcome.code) : {}),
  });
  return outcome;
}

/**
 * What goes on with a message is one copy of it. If that waits in the queue already and only the journal could not be told,
 * another one would be one too many: while tables fail now and then, each round would double them.
 */
function watchingCopies(
  parts: DeliveryParts,
  { deliveryId }: Envelope,
): {
  readonly watched: DeliveryParts;
  /** The outcome, if the error is storage's and a copy waits; else undefined. */
  readonly waiting: (error: unknown) => DeliveryOutcome | undefined;
} {
  const { queue, trialQueue } = parts;
  let delayOfCopyMs: number | undefined;
  const watchedSend =
    (to: Pick<WorkQueue, "send">): WorkQueue["send"] =>
    async (sent, delayMs = 0, within) => {
      await to.send(sent, delayMs, within);
      if (sent.deliveryId === deliveryId) delayOfCopyMs = delayMs;
    };
  return {
    watched: {
      ...parts,
      queue: { open: (message) => queue.open(message), send: watchedSend(queue) },
      trialQueue: { send: watchedSend(trialQueue) },
    },
    waiting: (error) =>
      delayOfCopyMs !== undefined && isStorageAway(error)
        ? { kind: "retrying", code: error.code, detail: error.detail, delayMs: delayOfCopyMs }
        : undefined,
  };
}

function isStorageAway(error: unknown): error is BridgeError {
  return error instanceof BridgeError && error.code === "STORAGE_UNAVAILABLE";
}

/** What is not in the catalogue is a bug or worse: the host's redelivery, and in the end a trial alone, see to it. */
async function afterError(
  parts: DeliveryParts,
  envelope: Envelope,
  recorder: JournalRecorder,
  error: unknown,
): Promise<DeliveryOutcome> {
  if (!(error instanceof BridgeError) || error.code !== "ALERT_PROCESSING_FAILED") {
    return withoutStorage(parts, envelope, error);
  }
  const outcome = await settleFailure(parts, envelope, error);
  const partition = envelope.kind === "delivery" ? envelope.correlationId : envelope.deliveryId;
  const entry = recorder.entry(endStepOf(outcome, undefined, parts.clock.nowMs()));
  await parts.store.appendJournal(partition, entry);
  return outcome;
}

/**
 * Where tables are away but queues answer, the host would hand a message out again a few times within minutes and give
 * it up as if it had crashed the worker. So it waits as long as for a partner that is away; the journal learns nothing.
 */
function withoutStorage(parts: DeliveryParts, envelope: Envelope, error: unknown): Promise<DeliveryOutcome> {
  if (!isStorageAway(error)) throw error;
  return settleFailure(parts, envelope, error);
}

async function deliverRouted(
  parts: DeliveryParts,
  envelope: DeliveryEnvelope,
  recorder: JournalRecorder,
): Promise<DeliveryOutcome> {
  const recognition = readBody(parts, envelope, recorder);
  const { route, connection, workItemKind } = envelope;
  recorder.add({ step: "routed", route, connection, workItemKind });
  if (recognition.kind === "unknown") {
    const error = new BridgeError("ALERT_SHAPE_UNKNOWN", recognition.problems.join("; "));
    const outcome = await settleFailure(parts, envelope, error);
    const entry = recorder.entry(endStepOf(outcome, undefined, parts.clock.nowMs()));
    await parts.store.appendJournal(envelope.correlationId, entry);
    return outcome;
  }
  const { alert, describe } = recognition;
  if (envelope.isFanOutPending === true) {
    // Another of today's routes may get it twice by this: a duplicate, which costs little and does no harm.
    const others = await deliveriesToExistingTickets(
      parts,
      envelope,
      alert,
      new Set([envelope.correlationId]),
    );
    await Promise.all(others.map((other) => parts.queue.send(other)));
  }
  const { isFanOutPending: _done, ...delivery } = envelope;
  return deliverWorkItem(
    parts,
    { envelope: delivery, alert, describe: () => thinking(describe), route: routeNamed(parts, route) },
    recorder,
  );
}

function routeNamed({ routes, fallbackRoute }: DeliveryParts, name: string): Route {
  return routes.find((route) => route.name === name) ?? fallbackRoute;
}
