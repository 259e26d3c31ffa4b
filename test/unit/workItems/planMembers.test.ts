import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import {
  membersAfter,
  type MemberMessage,
  mostResolvedMembers,
} from "../../../shared/workItems/planWorkItem.ts";

const minuteUtc = (minute: number) => new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString();

const message = (memberId: string, condition: MemberMessage["condition"], minute: number): MemberMessage => ({
  memberId,
  condition,
  orderedBy: "instance",
  occurredAtUtc: minuteUtc(minute),
});

/** `count` members that are over; the higher its number, the later it ended. */
const resolvedMembers = (count: number): TicketRecord["members"] =>
  Object.fromEntries(
    Array.from({ length: count }, (_, minute) => [
      `over-${minute}`,
      { condition: "resolved", newestAtUtc: minuteUtc(minute) } as const,
    ]),
  );

describe("the members of a ticket after a message", () => {
  it("say what was last heard of each", () => {
    const one = membersAfter({}, message("a", "fired", 0));
    const two = membersAfter(one, message("b", "fired", 1));
    expect(membersAfter(two, message("a", "resolved", 2))).toEqual({
      a: { condition: "resolved", newestAtUtc: minuteUtc(2) },
      b: { condition: "fired", newestAtUtc: minuteUtc(1) },
    });
  });

  it("are left as they were", () => {
    const before = Object.freeze({
      a: Object.freeze({ condition: "fired", newestAtUtc: minuteUtc(0) } as const),
    });
    membersAfter(before, message("a", "resolved", 2));
    expect(before.a.condition).toBe("fired");
  });

  it("forget the one that ended first when too many are over", () => {
    const full = resolvedMembers(mostResolvedMembers);
    const after = membersAfter(full, message("latest", "resolved", 10_000));
    expect(Object.keys(after)).toHaveLength(mostResolvedMembers);
    expect(after).not.toHaveProperty("over-0");
    expect(after).toHaveProperty("over-1");
    expect(after).toHaveProperty("latest");
  });

  it("keep the one that the message is about, however long ago it ended", () => {
    const after = membersAfter(resolvedMembers(mostResolvedMembers), message("late", "resolved", -10_000));
    expect(after).toHaveProperty("late");
    expect(Object.keys(after)).toHaveLength(mostResolvedMembers);
  });

  it("never lose one that fires, and never remember more than so many that are over", () => {
    const messages = fc.array(fc.record({ id: fc.nat(900), isOver: fc.boolean(), minute: fc.nat(10_000) }), {
      minLength: 700,
      maxLength: 900,
    });
    fc.assert(
      fc.property(messages, (sent) => {
        const conditions = new Map<string, string>();
        let members: TicketRecord["members"] = {};
        for (const { id, isOver, minute } of sent) {
          const condition = isOver ? "resolved" : "fired";
          members = membersAfter(members, message(`m-${id}`, condition, minute));
          conditions.set(`m-${id}`, condition);
        }
        const firing = [...conditions].filter(([, condition]) => condition === "fired");
        for (const [id] of firing) expect(members[id]?.condition).toBe("fired");
        expect(Object.keys(members).length).toBeLessThanOrEqual(firing.length + mostResolvedMembers);
      }),
      { numRuns: 10 },
    );
  });
});
