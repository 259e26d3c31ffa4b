import { describe, expect, it } from "vitest";

import type { Member, TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import type { RoutePolicy } from "../../../shared/routing/route.ts";
import {
  type MemberMessage,
  needsLook,
  type Plan,
  planWorkItem,
} from "../../../shared/workItems/planWorkItem.ts";
import type { Sight } from "../../../shared/workItems/planWorkItem.ts";
import { aPolicy } from "../../support/builders/routes.ts";
import { aTicketRecord } from "../../support/contracts/storageBuilders.ts";

const noonMs = Date.parse("2026-03-01T12:00:00.000Z");
const minuteMs = 60_000;
const at = (minutes: number) => new Date(noonMs + minutes * minuteMs).toISOString();

const says = (
  condition: MemberMessage["condition"],
  orderedBy: MemberMessage["orderedBy"],
  occurredAtUtc = at(0),
): MemberMessage => ({ memberId: "this", condition, orderedBy, occurredAtUtc });
const fired = says("fired", "instance");
const resolved = says("resolved", "instance");
const firedAt = (minutes: number) => says("fired", "time", at(minutes));
const resolvedAt = (minutes: number) => says("resolved", "time", at(minutes));

const firing = (minutes = 0): Member => ({ condition: "fired", newestAtUtc: at(minutes) });
const over = (minutes = 0): Member => ({ condition: "resolved", newestAtUtc: at(minutes) });

const ticket = (members: TicketRecord["members"], overrides: Partial<TicketRecord> = {}): TicketRecord =>
  aTicketRecord({ members, ...overrides });

/** Nothing at the partner yet: a resolved was remembered, or a create failed. */
function noItem(members: TicketRecord["members"]): TicketRecord {
  const { ref: _ref, ...record } = ticket(members, { state: "none" });
  return record;
}

const seen = (state: "open" | "resolved" | "closed", isTakenByPerson = false): Sight => ({
  kind: "seen",
  seen: {
    ref: { id: "9d385017c611228701d22104cc95c371", number: "INC0010001" },
    correlationId: "atb-0123456789abcdef0123456789abcdef",
    state,
    isTakenByPerson,
  },
});
const open = seen("open");
const taken = seen("open", true);
const gone: Sight = { kind: "gone" };
const notLooked: Sight = { kind: "notLooked" };

type Row = {
  readonly when: string;
  readonly message: MemberMessage;
  readonly record?: TicketRecord;
  readonly sight?: Sight;
  readonly policy?: Partial<RoutePolicy>;
  readonly plan: string;
};

/** A plan in one line: `create 2, over: because`, `resolve (owed): because`, `skip, remember: because`. */
function inWords(plan: Plan): string {
  const details = [
    plan.kind === "create" ? `${plan.kind} ${plan.generation}` : plan.kind,
    ...("isOver" in plan && plan.isOver ? ["over"] : []),
    ...("isRemembered" in plan && plan.isRemembered ? ["remember"] : []),
  ].join(", ");
  return `${details}${"isOwed" in plan ? " (owed)" : ""}: ${plan.because}`;
}

function planFor({ message, record, sight = notLooked, policy }: Omit<Row, "when" | "plan">): Plan {
  return planWorkItem({ message, record, sight, policy: aPolicy(policy), nowMs: noonMs });
}

/** Each table is part of the plan table; where nothing is said of sight, nobody needs to look. */
function table(rows: readonly Row[]): void {
  it.each(rows)("$when → $plan", ({ plan, ...row }) => {
    expect(inWords(planFor(row))).toBe(plan);
    expect(
      needsLook({ message: row.message, record: row.record }),
      "whether somebody has to look first",
    ).toBe(row.sight !== undefined);
  });
}

const resolvedAgo = (minutes: number) =>
  ticket({ other: over() }, { state: "resolved", resolvedAtUtc: at(-minutes) });

describe("an alert that fires", () => {
  table([
    { when: "for the first time", message: fired, plan: "create 1: first of its kind" },
    {
      when: "again after its create failed",
      message: fired,
      record: noItem({}),
      plan: "create 1: first of its kind",
    },
    {
      when: "and its resolved came before it",
      message: fired,
      record: noItem({ this: over() }),
      plan: "create 1, over: first of its kind, and over already",
    },
    {
      when: "and its resolved came before it, where the route skips such",
      message: fired,
      record: noItem({ this: over() }),
      policy: { alreadyOver: "skip" },
      plan: "skip: already over",
    },
    {
      when: "while only another's resolved is remembered",
      message: fired,
      record: noItem({ other: over() }),
      plan: "create 1: first of its kind",
    },
    {
      when: "as a new member of an open ticket",
      message: fired,
      record: ticket({ other: firing() }),
      sight: open,
      plan: "note: new member",
    },
    {
      when: "as a new member, whoever works on the ticket",
      message: fired,
      record: ticket({ other: firing() }),
      sight: taken,
      plan: "note: new member",
    },
    {
      when: "while its ticket was closed by a person",
      message: fired,
      record: ticket({ other: firing() }),
      sight: seen("closed"),
      plan: "create 2: the former is closed",
    },
    {
      when: "while its ticket is gone",
      message: fired,
      record: ticket({ other: firing() }, { generation: 4 }),
      sight: gone,
      plan: "create 5: the former is gone",
    },
  ]);

  it("begins the next generation with a link to the former", () => {
    const plan = planFor({ message: fired, record: ticket({}), sight: seen("closed") });
    expect(plan).toMatchObject({ kind: "create", generation: 2, former: { number: "INC0010001" } });
  });
});

describe("an alert that fires while its ticket is resolved", () => {
  const policy = { reopenWindowMs: 60 * minuteMs };
  const sight = seen("resolved");
  table([
    {
      when: "within the reopen window",
      message: fired,
      record: resolvedAgo(59),
      policy,
      sight,
      plan: "reopen: fires again within the reopen window",
    },
    {
      when: "at the window's last moment",
      message: fired,
      record: resolvedAgo(60),
      policy,
      sight,
      plan: "reopen: fires again within the reopen window",
    },
    {
      when: "past the window",
      message: fired,
      record: resolvedAgo(61),
      policy,
      sight,
      plan: "create 2: past the reopen window",
    },
    {
      when: "by a person, nobody knows when",
      message: fired,
      record: ticket({ other: firing() }),
      policy,
      sight,
      plan: "reopen: fires again within the reopen window",
    },
    {
      when: "at this very moment, where the route never reopens",
      message: fired,
      record: resolvedAgo(0),
      policy: { reopenWindowMs: 0 },
      sight,
      plan: "create 2: past the reopen window",
    },
    {
      when: "nobody knows since when, where the route never reopens",
      message: fired,
      record: ticket({ other: firing() }),
      policy: { reopenWindowMs: 0 },
      sight,
      plan: "create 2: past the reopen window",
    },
  ]);

  it("is judged by what was seen, not by what the record says", () => {
    const record = ticket({ other: firing() }, { state: "open", resolvedAtUtc: at(-61) });
    expect(inWords(planFor({ message: fired, record, sight, policy }))).toBe(
      "create 2: past the reopen window",
    );
  });
});

describe("an alert that is resolved", () => {
  table([
    { when: "before anybody heard of it", message: resolved, plan: "skip, remember: nothing to resolve" },
    {
      when: "after its create failed",
      message: resolved,
      record: noItem({}),
      plan: "skip, remember: nothing to resolve",
    },
    {
      when: "before it fires, in a ticket of others",
      message: resolved,
      record: ticket({ other: firing() }),
      sight: open,
      plan: "skip, remember: nothing to resolve",
    },
    {
      when: "as the last member",
      message: resolved,
      record: ticket({ this: firing(), other: over() }),
      sight: open,
      plan: "resolve: last member resolved",
    },
    {
      when: "while others fire",
      message: resolved,
      record: ticket({ this: firing(), other: firing() }),
      sight: open,
      plan: "note: member resolved",
    },
    {
      when: "in a ticket that a person has resolved",
      message: resolved,
      record: ticket({ this: firing() }),
      sight: seen("resolved"),
      plan: "skip, remember: already resolved",
    },
    {
      when: "in a ticket that a person has closed",
      message: resolved,
      record: ticket({ this: firing() }),
      sight: seen("closed"),
      plan: "skip, remember: already resolved",
    },
    {
      when: "in a ticket that is gone",
      message: resolved,
      record: ticket({ this: firing() }),
      sight: gone,
      plan: "skip, remember: gone at the partner",
    },
  ]);
});

describe("the last member's resolved, by the route's policy", () => {
  const rows = [
    ["resolve", "resolve", open, "resolve: last member resolved"],
    ["resolve", "note", open, "resolve: last member resolved"],
    ["resolve", "leave", open, "resolve: last member resolved"],
    ["note", "resolve", open, "note: resolved, left open"],
    ["note", "leave", open, "note: resolved, left open"],
    ["resolve", "resolve", taken, "resolve: last member resolved"],
    ["resolve", "note", taken, "note: resolved, left open"],
    ["resolve", "leave", taken, "skip, remember: taken by a person"],
    ["note", "resolve", taken, "note: resolved, left open"],
    ["note", "note", taken, "note: resolved, left open"],
    ["note", "leave", taken, "skip, remember: taken by a person"],
  ] as const;
  table(
    rows.map(([onResolved, whenTaken, sight, plan]) => ({
      when: `${sight === taken ? "taken" : "not taken"}, onResolved ${onResolved}, whenTaken ${whenTaken}`,
      message: resolved,
      record: ticket({ this: firing() }),
      sight,
      policy: { onResolved, whenTaken },
      plan,
    })),
  );
});

describe("an alert with an instance id", () => {
  const record = ticket({ this: firing() });
  const ended = ticket({ this: over() }, { state: "resolved" });
  table([
    { when: "fires twice", message: fired, record, plan: "skip: duplicate" },
    {
      when: "fires twice, the second time with a later moment",
      message: says("fired", "instance", at(10)),
      record,
      plan: "skip: duplicate",
    },
    { when: "is resolved twice", message: resolved, record: ended, plan: "skip: already resolved" },
    {
      when: "fires after it was resolved, for that is final",
      message: fired,
      record: ended,
      plan: "skip: already over",
    },
    {
      when: "is resolved at a moment before it fired",
      message: says("resolved", "instance", at(-10)),
      record,
      sight: open,
      plan: "resolve: last member resolved",
    },
    {
      when: "is resolved twice before any ticket",
      message: resolved,
      record: noItem({ this: over() }),
      plan: "skip: already resolved",
    },
  ]);
});

describe("an alert without an instance id", () => {
  const firesSince0 = ticket({ this: firing(0) });
  const overSince0 = ticket({ this: over(0) }, { state: "resolved", resolvedAtUtc: at(0) });
  table([
    { when: "the same fired again", message: firedAt(0), record: firesSince0, plan: "skip: duplicate" },
    {
      when: "the same resolved again",
      message: resolvedAt(0),
      record: overSince0,
      plan: "skip: already resolved",
    },
    {
      when: "fired, older than its fired",
      message: firedAt(-1),
      record: firesSince0,
      plan: "skip: out of date",
    },
    {
      when: "resolved, older than its fired",
      message: resolvedAt(-1),
      record: firesSince0,
      plan: "skip: out of date",
    },
    {
      when: "fired, older than its resolved",
      message: firedAt(-1),
      record: overSince0,
      plan: "skip: out of date",
    },
    {
      when: "fired at the moment of its resolved, which wins",
      message: firedAt(0),
      record: overSince0,
      plan: "skip: out of date",
    },
    {
      when: "resolved at the moment of its fired, and wins",
      message: resolvedAt(0),
      record: firesSince0,
      sight: open,
      plan: "resolve: last member resolved",
    },
    {
      when: "resolved, newer than its resolved",
      message: resolvedAt(1),
      record: overSince0,
      plan: "skip, remember: already resolved",
    },
    {
      when: "fired, newer than its fired",
      message: firedAt(1),
      record: firesSince0,
      sight: open,
      plan: "skip, remember: still firing",
    },
    {
      when: "fired, newer than its fired, in a ticket that was closed meanwhile",
      message: firedAt(1),
      record: firesSince0,
      sight: seen("closed"),
      plan: "create 2: the former is closed",
    },
    {
      when: "fired, newer than its fired, in a ticket that is gone",
      message: firedAt(1),
      record: firesSince0,
      sight: gone,
      plan: "create 2: the former is gone",
    },
    {
      when: "fired, newer than its resolved",
      message: firedAt(1),
      record: overSince0,
      sight: seen("resolved"),
      plan: "reopen: fires again within the reopen window",
    },
    {
      when: "fired, newer than its resolved, in a ticket that was left open",
      message: firedAt(1),
      record: ticket({ this: over(0) }),
      sight: open,
      plan: "note: fires again",
    },
    {
      when: "fired, newer than a resolved that was only remembered",
      message: firedAt(1),
      record: noItem({ this: over(0) }),
      plan: "create 1: first of its kind",
    },
    {
      when: "fired, older than a resolved that was only remembered",
      message: firedAt(-1),
      record: noItem({ this: over(0) }),
      plan: "skip: out of date",
    },
  ]);
});

describe("a ticket that owes its resolve", () => {
  const owing = ticket({ this: over() }, { owes: "resolve" });
  table([
    {
      when: "and its own fired comes",
      message: fired,
      record: owing,
      sight: open,
      plan: "resolve (owed): was over when it was created",
    },
    {
      when: "and its resolved comes again",
      message: resolved,
      record: owing,
      sight: open,
      plan: "resolve (owed): was over when it was created",
    },
    {
      when: "and another alert comes",
      message: { ...fired, memberId: "new" },
      record: owing,
      sight: open,
      plan: "resolve (owed): was over when it was created",
    },
    {
      when: "where the route only notes",
      message: fired,
      record: owing,
      sight: open,
      policy: { onResolved: "note" },
      plan: "note (owed): resolved, left open",
    },
    {
      when: "where a person has taken it and the route leaves it to them",
      message: fired,
      record: owing,
      sight: taken,
      policy: { whenTaken: "leave" },
      plan: "skip, remember (owed): taken by a person",
    },
    {
      when: "but was resolved by a person",
      message: fired,
      record: owing,
      sight: seen("resolved"),
      plan: "skip: already over",
    },
    { when: "but is gone", message: fired, record: owing, sight: gone, plan: "skip: already over" },
  ]);
});
