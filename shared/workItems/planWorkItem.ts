import type { AlertCondition } from "../alerts/alert.ts";
import type { Member, TicketRecord } from "../delivery/ticketRecord.ts";
import type { RoutePolicy } from "../routing/route.ts";
import type { WorkItemRef, WorkItemSeen } from "./workItem.ts";

/** What a message says about one member of a ticket. */
export type MemberMessage = {
  readonly memberId: string;
  readonly condition: AlertCondition;
  readonly orderedBy: "instance" | "time";
  readonly occurredAtUtc: string;
};

/** What is known of the work item at the partner when the plan is made. */
export type Sight =
  | { readonly kind: "notLooked" }
  | { readonly kind: "gone" }
  | { readonly kind: "seen"; readonly seen: WorkItemSeen };

export type PlanInput = {
  readonly message: MemberMessage;
  readonly record: TicketRecord | undefined;
  readonly sight: Sight;
  readonly policy: RoutePolicy;
  readonly nowMs: number;
};

export type SkipReason =
  | "duplicate"
  | "still firing"
  | "out of date"
  | "already over"
  | "already resolved"
  | "nothing to resolve"
  | "gone at the partner"
  | "taken by a person"
  | "joins the storm"
  | "one alert of the storm is over";

export type Plan =
  | {
      readonly kind: "create";
      readonly because:
        | "first of its kind"
        | "first of its kind, and over already"
        | "the former is closed"
        | "past the reopen window"
        | "the former is gone";
      readonly generation: number;
      readonly former: WorkItemRef | undefined;
      /** Its resolved is already known: make it resolved, or resolve it as soon as it exists. */
      readonly isOver: boolean;
    }
  | ({
      readonly kind: "note";
      readonly because: "new member" | "fires again" | "member resolved" | "resolved, left open";
    } & Owed)
  | ({
      readonly kind: "resolve";
      readonly because: "last member resolved" | "was over when it was created";
    } & Owed)
  | { readonly kind: "reopen"; readonly because: "fires again within the reopen window" }
  | ({
      readonly kind: "skip";
      readonly because: SkipReason;
      /** Whether the record learns something from the message although nothing is done. */
      readonly isRemembered: boolean;
    } & Owed);

/** The plan pays what the record owes; the message that came by is planned for afterwards. */
type Owed = { readonly isOwed?: true };

/**
 * Whether the work item has to be looked at before planning: not if the answer will be a create, and not for what can
 * be decided from the record alone.
 */
export function needsLook({ message, record }: Pick<PlanInput, "message" | "record">): boolean {
  if (record?.ref === undefined) return false;
  return record.owes !== undefined || decidedByRecord(message, record) === undefined;
}

/** Decides; does nothing. The table of the design's section 5, row by row. */
export function planWorkItem(input: PlanInput): Plan {
  const { message, record, sight } = input;
  if (record?.owes === "resolve" && sight.kind === "seen" && sight.seen.state === "open")
    return planOwedResolve(input);
  if (record !== undefined) {
    const plan = decidedByRecord(message, record);
    if (plan !== undefined) return plan;
  }
  return message.condition === "fired" ? planFired(input) : planResolved(input);
}

function decidedByRecord(message: MemberMessage, record: TicketRecord): Plan | undefined {
  const member = record.members[message.memberId];
  if (member === undefined) return undefined;
  return message.orderedBy === "instance"
    ? decidedByInstance(message, member, record)
    : decidedByTime(message, member);
}

/** With an instance id, `resolved` is final for that instance, in whatever order the two arrive. */
function decidedByInstance(message: MemberMessage, member: Member, record: TicketRecord): Plan | undefined {
  if (message.condition === "resolved") {
    return member.condition === "resolved" ? skip("already resolved") : undefined;
  }
  if (member.condition === "fired") return skip("duplicate");
  return record.ref === undefined ? undefined : skip("already over");
}

/** Without one the newest moment decides; of two at the same moment, `resolved`. */
function decidedByTime(message: MemberMessage, member: Member): Plan | undefined {
  const isSame = message.occurredAtUtc === member.newestAtUtc;
  if (isSame && message.condition === member.condition) {
    return skip(message.condition === "fired" ? "duplicate" : "already resolved");
  }
  if (message.occurredAtUtc < member.newestAtUtc) return skip("out of date");
  if (isSame && message.condition === "fired") return skip("out of date");
  if (message.condition === "resolved" && member.condition === "resolved")
    return remember("already resolved");
  return undefined;
}

function planFired({ message, record, sight, policy, nowMs }: PlanInput): Plan {
  const member = record?.members[message.memberId];
  const isOver = member?.condition === "resolved" && message.orderedBy === "instance";

  if (record?.ref === undefined) {
    if (isOver && policy.alreadyOver === "skip") return skip("already over");
    const because = isOver ? "first of its kind, and over already" : "first of its kind";
    return create(because, record?.generation ?? 1, undefined, isOver);
  }
  if (sight.kind === "gone") return create("the former is gone", record.generation + 1, record.ref, false);
  switch (stateOf(record, sight)) {
    case "open":
      if (member?.condition === "fired") return remember("still firing");
      return { kind: "note", because: member === undefined ? "new member" : "fires again" };
    case "resolved":
      return isWithinReopenWindow(record, policy, nowMs)
        ? { kind: "reopen", because: "fires again within the reopen window" }
        : create("past the reopen window", record.generation + 1, record.ref, false);
    case "closed":
      return create("the former is closed", record.generation + 1, record.ref, false);
  }
}

function planResolved({ message, record, sight, policy }: PlanInput): Plan {
  if (record?.ref === undefined) return remember("nothing to resolve");
  if (record.members[message.memberId] === undefined) return remember("nothing to resolve");
  if (sight.kind === "gone") return remember("gone at the partner");
  if (stateOf(record, sight) !== "open") return remember("already resolved");

  const othersFire = Object.entries(record.members).some(
    ([id, { condition }]) => id !== message.memberId && condition === "fired",
  );
  if (othersFire) return { kind: "note", because: "member resolved" };
  return planLastResolved(sight, policy, "last member resolved");
}

function planOwedResolve({ sight, policy }: PlanInput): Plan {
  return { ...planLastResolved(sight, policy, "was over when it was created"), isOwed: true };
}

function planLastResolved(
  sight: Sight,
  policy: RoutePolicy,
  because: "last member resolved" | "was over when it was created",
): Extract<Plan, { kind: "note" | "resolve" | "skip" }> {
  const isTaken = sight.kind === "seen" && sight.seen.isTakenByPerson;
  const wish = isTaken && policy.whenTaken !== "resolve" ? policy.whenTaken : policy.onResolved;
  switch (wish) {
    case "resolve":
      return { kind: "resolve", because };
    case "note":
      return { kind: "note", because: "resolved, left open" };
    case "leave":
      return remember("taken by a person");
  }
}

/** Only what was seen is true: where nothing was looked at, the record is the best there is. */
function stateOf(record: TicketRecord, sight: Sight): "open" | "resolved" | "closed" {
  if (sight.kind === "seen") return sight.seen.state;
  return record.state === "none" ? "open" : record.state;
}

function isWithinReopenWindow(record: TicketRecord, policy: RoutePolicy, nowMs: number): boolean {
  if (policy.reopenWindowMs === 0) return false;
  // Resolved by a person at a time we were not told: the window begins when we see it.
  if (record.resolvedAtUtc === undefined) return true;
  return nowMs - Date.parse(record.resolvedAtUtc) <= policy.reopenWindowMs;
}

function create(
  because: Extract<Plan, { kind: "create" }>["because"],
  generation: number,
  former: WorkItemRef | undefined,
  isOver: boolean,
): Plan {
  return { kind: "create", because, generation, former, isOver };
}

function skip(because: SkipReason): Plan {
  return { kind: "skip", because, isRemembered: false };
}

function remember(because: SkipReason): Extract<Plan, { kind: "skip" }> {
  return { kind: "skip", because, isRemembered: true };
}

/**
 * So many members that are over a ticket remembers; the oldest are forgotten. They are only there to recognise a late
 * repeat, and a ticket that groups alerts for months must not grow for ever. A member that fires is never forgotten.
 */
export const mostResolvedMembers = 300;

/** The members after the message has been dealt with. */
export function membersAfter(
  members: TicketRecord["members"],
  { memberId, condition, occurredAtUtc }: MemberMessage,
): TicketRecord["members"] {
  const after = { ...members, [memberId]: { condition, newestAtUtc: occurredAtUtc } };
  const isForgettable = ([id, member]: [string, Member]) =>
    member.condition === "resolved" && id !== memberId;
  const resolved = Object.entries(after).filter(isForgettable);
  const keptCount = condition === "resolved" ? mostResolvedMembers - 1 : mostResolvedMembers;
  if (resolved.length <= keptCount) return after;

  const newestFirst = resolved.sort(([, a], [, b]) => (a.newestAtUtc < b.newestAtUtc ? 1 : -1));
  const forgotten = new Set(newestFirst.slice(keptCount).map(([id]) => id));
  return Object.fromEntries(Object.entries(after).filter(([id]) => !forgotten.has(id)));
}
