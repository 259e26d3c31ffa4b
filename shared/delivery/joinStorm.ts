import type { Plan } from "../workItems/planWorkItem.ts";
import { membersAfter } from "../workItems/planWorkItem.ts";
import { placeOfTicket } from "../storms/placeOfTicket.ts";
import { stormCorrelationId, type StormFacts } from "../storms/storm.ts";
import { newDeliveryId } from "./deliveryId.ts";
import { begunAnew } from "./envelope.ts";
import { type DeliveryRound, messageOf, newRecord } from "./deliveryRound.ts";
import { type DeliveryOutcome, endStepOf } from "./outcome.ts";
import type { StoredTicket } from "./ports.ts";
import type { Member, TicketRecord } from "./ticketRecord.ts";

/**
 * Before a work item is created: whether its ticket is one too many, and belongs to a storm. If so, that is written into
 * its record first, and then the alert is sent on to the storm's ticket: whoever comes after a crash in between finds the
 * record and sends it again. `undefined`: it gets a work item of its own.
 */
export async function joinStorm(
  round: DeliveryRound,
  stored: StoredTicket | undefined,
  record: TicketRecord | undefined,
  plan: Extract<Plan, { kind: "create" }>,
): Promise<DeliveryOutcome | "again" | undefined> {
  const { alert, route, envelope } = round.delivery;
  // The bridge's warnings about itself are few, and must not be hidden behind one another.
  if (alert.family === "selfWarning") return undefined;
  if (route.storm === undefined || envelope.storm !== undefined || record?.storm !== undefined)
    return undefined;
  const { correlationId, receivedAtUtc } = envelope;
  const storm = await placeOfTicket(round.parts.stormWindows, { alert, route, correlationId, receivedAtUtc });
  if (storm === undefined) return undefined;

  const message = messageOf(round.delivery);
  const known = record ?? newRecord(round.delivery, round.parts.clock.nowMs());
  const { memberOf: _former, ...kept } = known;
  const joined: TicketRecord = {
    ...kept,
    members: plan.isOver ? known.members : membersAfter({}, message),
    memberOf: { correlationId: stormCorrelationId(storm, envelopeTarget(round)), storm },
  };
  return rememberAndSend(round, stored, joined, undefined);
}

/**
 * A ticket whose alerts belong to a storm: the message goes to the storm's ticket, or is known there already. `undefined`:
 * the storm is over and its ticket too, and this alert is a new one; it is decided upon anew.
 */
export async function goOnInStorm(
  round: DeliveryRound,
  stored: StoredTicket,
): Promise<DeliveryOutcome | "again" | undefined> {
  const { record } = stored;
  if (record.memberOf === undefined) return undefined;
  const message = messageOf(round.delivery);
  const { memberId, condition } = message;
  const storm = (await round.parts.store.read(record.memberOf.correlationId))?.record;
  const there = storm?.members[memberId];
  const here = record.members[memberId];

  const isStormOver = storm?.state === "resolved" || storm?.state === "closed";
  if (isStormOver && condition === "fired" && isNews(message, here, there)) return undefined;

  const wanted = newerOf(message, here);
  const isKnownThere =
    there?.condition === wanted.condition && there.newestAtUtc >= wanted.newestAtUtc && here !== undefined;
  // Its resolved may have been first, and made nothing: then what fired still has to leave its trace.
  const isTraced = condition === "resolved" || storm?.ref !== undefined;
  if (isKnownThere && isTraced) {
    const because = condition === "fired" ? "duplicate" : "already resolved";
    return skipped(round, storm?.ref === undefined ? because : `${because}, in the storm`, storm);
  }
  return rememberAndSend(
    round,
    stored,
    { ...record, members: { ...record.members, [memberId]: wanted } },
    storm,
  );
}

/** Something that cannot be on its way to the storm's ticket already. */
function isNews(
  message: ReturnType<typeof messageOf>,
  here: Member | undefined,
  there: Member | undefined,
): boolean {
  if (here === undefined) return true;
  return (
    message.orderedBy === "time" &&
    there?.condition === "resolved" &&
    message.occurredAtUtc > there.newestAtUtc &&
    message.occurredAtUtc > here.newestAtUtc
  );
}

/** With an instance id `resolved` is final; otherwise the newest moment decides, and of two the same, `resolved`. */
function newerOf(
  { orderedBy, condition, occurredAtUtc }: ReturnType<typeof messageOf>,
  here: Member | undefined,
): Member {
  const said: Member = { condition, newestAtUtc: occurredAtUtc };
  if (here === undefined) return said;
  if (orderedBy === "instance") return condition === "resolved" && here.condition === "fired" ? said : here;
  if (occurredAtUtc !== here.newestAtUtc) return occurredAtUtc > here.newestAtUtc ? said : here;
  return here.condition === "resolved" ? here : said;
}

async function rememberAndSend(
  round: DeliveryRound,
  stored: StoredTicket | undefined,
  joined: TicketRecord,
  storm: TicketRecord | undefined,
): Promise<DeliveryOutcome | "again"> {
  const { parts, delivery, recorder } = round;
  const { memberOf, members } = joined;
  if (memberOf === undefined) throw new Error(`${joined.correlationId} belongs to no storm`);
  const nowMs = parts.clock.nowMs();
  const { correlationId } = memberOf;
  const { isFanOutPending: _done, ...envelope } = begunAnew(delivery.envelope);
  const isOver =
    delivery.alert.condition === "fired" && members[messageOf(delivery).memberId]?.condition === "resolved";
  const deliveryId = newDeliveryId({ correlationId, nowMs, randomHex: parts.randomHex() });

  const outcome: DeliveryOutcome = {
    kind: "skipped",
    because: `${describeStorm(memberOf.storm)}: ${deliveryId} goes to the storm's ticket`,
    ref: storm?.ref,
  };
  recorder.add({ step: "planned", plan: "join", because: `it belongs to the storm ${correlationId}` });
  const entry = recorder.entry(endStepOf(outcome, storm?.ref?.number, nowMs));
  const changed = { ...joined, changedAtUtc: new Date(nowMs).toISOString() };
  const written = await parts.store.write(changed, stored?.version, entry);
  if (written.kind === "conflict") return "again";

  await parts.queue.send({
    ...envelope,
    deliveryId,
    correlationId,
    storm: { ...memberOf.storm, ...(isOver ? { isOver } : {}) },
  });
  return outcome;
}

async function skipped(
  { parts, delivery, recorder }: DeliveryRound,
  because: string,
  storm: TicketRecord | undefined,
): Promise<DeliveryOutcome> {
  const outcome: DeliveryOutcome = { kind: "skipped", because, ref: storm?.ref };
  recorder.add({ step: "planned", plan: "skip", because });
  const entry = recorder.entry(endStepOf(outcome, storm?.ref?.number, parts.clock.nowMs()));
  await parts.store.appendJournal(delivery.envelope.correlationId, entry);
  return outcome;
}

function describeStorm({ rule, moreThan, withinMs }: StormFacts): string {
  return `more than ${moreThan} new tickets of the rule "${rule}" within ${withinMs / 60_000} min`;
}

/** The message says where it belongs, also when today's route would say something else. */
function envelopeTarget({ delivery: { envelope, route } }: DeliveryRound) {
  const { connection, workItemKind } = envelope;
  return { connection, workItemKind, target: route.target };
}
