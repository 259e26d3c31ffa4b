import { BridgeError } from "../failures/bridgeError.ts";
import type { JournalRecorder } from "../journal/recorder.ts";
import { membersAfter, type Plan, type Sight } from "../workItems/planWorkItem.ts";
import { act } from "./actOnPlan.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import { parseDeliveryId } from "./deliveryId.ts";
import type { DeliveryRound, Progress, ReadDelivery } from "./deliveryRound.ts";
import { messageOf, newRecord } from "./deliveryRound.ts";
import { laneOf } from "./envelope.ts";
import { indexTicket } from "./indexTicket.ts";
import { goOnInStorm, joinStorm } from "./joinStorm.ts";
import { type DeliveryOutcome, endStepOf } from "./outcome.ts";
import type { NotNow } from "./pacing.ts";
import type { StoredTicket, WorkItemGateway } from "./ports.ts";
import { putBack, waitForConnection } from "./putBack.ts";
import { untilComplete } from "./pacing.ts";
import { recoverTicket } from "./recoverTicket.ts";
import { settleFailure } from "./settleFailure.ts";
import { knownRecord, needsLookFor, planFor, stormChange } from "./stormTicket.ts";
import type { TicketRecord } from "./ticketRecord.ts";
import { withPlace } from "./withPlace.ts";

/** Each round ends in a conflict or in progress (a recovered action, one of two actions done): a few are enough. */
const mostRounds = 12;

/**
 * Makes true at the partner what a message says: read, look, plan, claim, act, record (design: "One alert, one
 * ticket"). Safe to repeat at any point, by anybody, after a crash between any two steps.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE: nothing is lost then, the host hands the message out again.
 */
export async function deliverWorkItem(
  parts: DeliveryParts,
  delivery: ReadDelivery,
  recorder: JournalRecorder,
): Promise<DeliveryOutcome> {
  const { envelope } = delivery;
  // Known from here on, so that a sweep finds what this process leaves behind if it dies. Awaited only before acting.
  const registered = parts.unfinished.begin(envelope.correlationId);
  // Heard from the start: a rejection that nobody has listened to yet would end the process.
  registered.catch(() => undefined);
  const progress: Progress = {
    ...{ delivered: undefined, isIndexed: true, hasCalled: false, isClaimed: false },
    crashes: undefined,
  };
  try {
    const work = () => inRounds({ parts, delivery, recorder, registered, progress });
    if (envelope.storm === undefined) return await work();
    return await parts.stormTurns(envelope.correlationId, laneOf(envelope), work);
  } finally {
    // What is half done or could not be indexed stays registered: the sweep sees to it once this process has ended.
    const isTidy = progress.isIndexed && !progress.isClaimed;
    const finish = () => isTidy && parts.unfinished.finish(envelope.correlationId);
    registered.then(finish, () => undefined);
  }
}

async function inRounds(round: DeliveryRound): Promise<DeliveryOutcome> {
  const { parts, delivery } = round;
  const { envelope } = delivery;
  // A new alert has no record: the insert of its claim finds out, and saves the read.
  let isAssumedNew = delivery.alert.condition === "fired" && envelope.attempt === 1;
  for (let count = 1; count <= mostRounds; count++) {
    const stored = isAssumedNew ? undefined : await parts.store.read(envelope.correlationId);
    isAssumedNew = false;
    const outcome = await oneRound(round, stored);
    if (outcome !== "again") return outcome;
  }
  return putBack(round, {
    reason: "claim",
    because: "many others change this ticket at the same time",
    delayMs: parts.timing.putBackMs,
  });
}

async function oneRound(
  round: DeliveryRound,
  stored: StoredTicket | undefined,
): Promise<DeliveryOutcome | "again"> {
  const { parts, delivery, recorder } = round;
  const { envelope } = delivery;
  const { claim, pending } = stored?.record ?? {};
  const nowMs = parts.clock.nowMs();

  if (claim !== undefined && Date.parse(claim.untilUtc) > nowMs) {
    return putBack(round, {
      reason: "claim",
      because: `delivery ${claim.deliveryId} works on this ticket`,
      delayMs: parts.timing.putBackMs,
    });
  }
  try {
    const gateway = await parts.gateways(envelope.connection);
    if (stored !== undefined && pending !== undefined)
      return await recoverTicket(round, stored, pending, gateway);

    const inStorm = stored === undefined ? undefined : await goOnInStorm(round, stored);
    if (inStorm !== undefined) return inStorm;

    const known = knownRecord(delivery, stored?.record, nowMs);
    const sight = await look(round, known, gateway, nowMs);
    if (sight.kind === "notNow") return await waitForConnection(round, sight);
    const record = withSight(known, sight, nowMs);
    const message = messageOf(delivery);
    const { policy } = delivery.route;
    const plan = planFor({ message, record, sight, policy, nowMs }, envelope);
    const joined = plan.kind === "create" ? await joinStorm(round, stored, record, plan) : undefined;
    if (joined !== undefined) return joined;
    return plan.kind === "skip"
      ? await skip(round, stored, record, plan)
      : await act(round, stored, record ?? newRecord(delivery, nowMs), plan, gateway);
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code === "STORAGE_UNAVAILABLE") throw error;
    if (error.code === "CONNECTION_INCOMPLETE") {
      const { receivedAtUtc } = parseDeliveryId(envelope.deliveryId) ?? envelope;
      return await waitForConnection(round, untilComplete(error, Date.parse(receivedAtUtc), nowMs));
    }
    // Nothing that changes anything was sent: failures of writes are dealt with where they happen.
    const outcome = await settleFailure(parts, envelope, error);
    const end = endStepOf(outcome, stored?.record.ref?.number, parts.clock.nowMs());
    await parts.store.appendJournal(envelope.correlationId, recorder.entry(end));
    return outcome;
  }
}

async function look(
  { parts, delivery, recorder, progress }: DeliveryRound,
  record: TicketRecord | undefined,
  gateway: WorkItemGateway,
  nowMs: number,
): Promise<Sight | NotNow> {
  const { policy } = delivery.route;
  const isWanted = needsLookFor({ message: messageOf(delivery), record, policy, nowMs }, delivery.envelope);
  if (record?.ref === undefined || !isWanted) {
    return { kind: "notLooked" };
  }
  const { ref, workItemKind } = record;
  const lookup = await withPlace(parts, delivery.envelope, gateway, (watched) => {
    progress.hasCalled = true;
    return watched.find(workItemKind, ref, recorder.observe);
  });
  if (lookup.kind === "notNow") return lookup;
  if (lookup.kind === "found") return { kind: "seen", seen: lookup.seen };
  if (lookup.isReadingProven) return { kind: "gone" };
  throw new BridgeError(
    "SERVICENOW_READING_NOT_PROVEN",
    `${ref.number} was not found, but this user sees no other record either: it may only be hidden`,
  );
}

/** What was seen is truer than what was recorded. */
function withSight(record: TicketRecord | undefined, sight: Sight, nowMs: number): TicketRecord | undefined {
  if (record === undefined || sight.kind === "notLooked") return record;
  const { owes, resolvedAtUtc, ...rest } = record;
  if (sight.kind === "gone") return rest;
  const seenAtUtc = new Date(nowMs).toISOString();
  const kept = { ...rest, ...(rest.storm === undefined ? {} : { storm: { ...rest.storm, seenAtUtc } }) };
  const { state } = sight.seen;
  if (state === "open") return { ...kept, state, ...(owes === undefined ? {} : { owes }) };
  return { ...kept, state, resolvedAtUtc: resolvedAtUtc ?? seenAtUtc };
}

async function skip(
  { parts, delivery, recorder, progress }: DeliveryRound,
  stored: StoredTicket | undefined,
  record: TicketRecord | undefined,
  plan: Extract<Plan, { kind: "skip" }>,
): Promise<DeliveryOutcome | "again"> {
  const nowMs = parts.clock.nowMs();
  if (plan.isOwed === true && record !== undefined) {
    const { owes: _owes, ...paid } = record;
    await parts.store.write(paid, stored?.version);
    return "again";
  }
  if (progress.delivered === undefined) {
    recorder.add({ step: "planned", plan: plan.kind, because: plan.because });
  }
  if (!progress.hasCalled) parts.pacing.saved(delivery.envelope.connection);
  const ref = record?.ref;
  const outcome: DeliveryOutcome = progress.delivered ?? { kind: "skipped", because: plan.because, ref };
  const entry = recorder.entry(endStepOf(outcome, ref?.number, nowMs));

  const isLearned =
    plan.isRemembered ||
    record?.owes !== stored?.record.owes ||
    record?.storm?.joined !== stored?.record.storm?.joined;
  if (!isLearned) {
    await parts.store.appendJournal(delivery.envelope.correlationId, entry);
    return outcome;
  }
  const known = record ?? newRecord(delivery, nowMs);
  const message = messageOf(delivery);
  const nowUtc = new Date(nowMs).toISOString();
  const learned: TicketRecord = {
    ...known,
    ...(plan.isRemembered
      ? {
          members: membersAfter(known.members, message),
          ...stormChange(known, message.memberId, { isNoted: false, nowUtc }),
        }
      : {}),
    changedAtUtc: nowUtc,
  };
  const written = await parts.store.write(learned, stored?.version, entry);
  if (written.kind === "conflict") return "again";
  // Joining a storm's ticket takes no action; the alert is to be found there all the same.
  if (learned.storm !== undefined && learned.ref !== undefined) {
    const isIndexed = await indexTicket(parts, learned, [message.memberId], delivery.alert.alertId);
    progress.isIndexed &&= isIndexed;
  }
  return outcome;
}
