import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  closeNotes,
  firedAgainNote,
  followsFormerNote,
  memberResolvedNote,
  newMemberNote,
  resolvedNote,
} from "../../../shared/workItems/textNotes.ts";
import { aDescription, alertId, anAlert } from "./draftBuilders.ts";

const nowUtc = "2026-03-01T12:31:00.000Z";
const fired = { alert: anAlert(), description: aDescription(), nowUtc };
const resolved = {
  alert: anAlert({ condition: "resolved", occurredAtUtc: "2026-03-01T12:30:05.000Z" }),
  description: aDescription({
    resolvedAtUtc: "2026-03-01T12:30:05.000Z",
    facts: [{ label: "Value", value: "41.5" }],
  }),
  nowUtc,
};
const foot = `Alert in the Azure portal:
https://portal.azure.com/#alert/7
Alert id: ${alertId}`;

describe("a note", () => {
  it("on a resolved alert says when and how long it was", () => {
    expect(resolvedNote(resolved)).toBe(`Azure reports this as resolved: Percentage CPU above 85 on vm-web-007
Fired: 2026-03-01 11:58:00 UTC
Resolved: 2026-03-01 12:30:05 UTC (after 32 min 5 s)
Value: 41.5

${foot}`);
  });

  it("takes the present moment where the alert does not say when it was resolved", () => {
    const description = aDescription({ firedAtUtc: null });
    expect(resolvedNote({ ...fired, description })).toContain("\nResolved: 2026-03-01 12:31:00 UTC\n");
  });

  it("on an alert that is back says since when and with what value", () => {
    expect(firedAgainNote(fired)).toBe(`The alert fires again: Percentage CPU above 85 on vm-web-007
Fired: 2026-03-01 11:58:00 UTC
Metric: Percentage CPU
Value: 93.5, threshold: greater than 85

${foot}`);
  });

  it("on a new member says how many there are, where, and when it was last seen", () => {
    const text = newMemberNote({ ...fired, memberCount: 3 });
    expect(text.split("\n").slice(0, 4)).toEqual([
      "One more alert belongs here (3 so far): Percentage CPU above 85 on vm-web-007",
      "Resource: vm-web-007 (virtual machine)",
      "Fired: 2026-03-01 11:58:00 UTC",
      "Last seen: 2026-03-01 12:31:00 UTC",
    ]);
  });

  it.each([
    { stillFiringCount: 1, says: "One alert is resolved, 1 other still fires: " },
    { stillFiringCount: 4, says: "One alert is resolved, 4 others still fire: " },
  ])("on a resolved member says that $stillFiringCount more fire", ({ stillFiringCount, says }) => {
    expect(memberResolvedNote({ ...resolved, stillFiringCount })).toContain(says);
  });

  it("on a service issue carries what Microsoft writes, which is new each time", () => {
    const description = aDescription({ text: "A faulty configuration was taken back." });
    const alert = anAlert({ family: "serviceHealth" });
    expect(resolvedNote({ ...resolved, alert, description })).toContain(
      "\n\nA faulty configuration was taken back.\n\n",
    );
    expect(resolvedNote({ ...resolved, description })).not.toContain("faulty");
  });

  it("leaves queries and everything behind the fourth fact to the description", () => {
    const facts = ["1\n2", "a", "b", "c", "d", "e"].map((value) => ({ label: "Fact", value }));
    const lines = firedAgainNote({ ...fired, description: aDescription({ facts }) }).split("\n");
    expect(lines.filter((line) => line.startsWith("Fact"))).toEqual([
      "Fact: a",
      "Fact: b",
      "Fact: c",
      "Fact: d",
    ]);
  });

  it("leads to the former work item", () => {
    expect(followsFormerNote("INC0010001")).toBe("The same problem came up before: see INC0010001.");
  });

  it.each([
    { name: "the route's words", policyText: "Closed by Azure Monitor.", says: "Closed by Azure Monitor." },
    { name: "words of its own", policyText: " ", says: "Azure Monitor reports that the problem is over." },
  ])("for closing begins with $name", ({ policyText, says }) => {
    expect(closeNotes({ ...resolved, policyText })).toBe(`${says}

Fired: 2026-03-01 11:58:00 UTC
Resolved: 2026-03-01 12:30:05 UTC (after 32 min 5 s)`);
  });

  it("is short, one line for the title, and its link is whole, whatever the alert says", () => {
    const text = fc.string({ unit: "binary", maxLength: 2_000 });
    const facts = fc.array(fc.record({ label: text, value: text }), { maxLength: 10 });
    const all = [resolvedNote, firedAgainNote];
    fc.assert(
      fc.property(text, facts, fc.nat(2_000), fc.constantFrom(...all), (title, facts, length, note) => {
        const url = `https://portal.azure.com/#${"q".repeat(length)}`;
        const got = note({
          ...fired,
          description: aDescription({ title, facts, links: [{ label: "Go", url }] }),
        });
        expect(got.length).toBeLessThanOrEqual(3_000);
        expect(got).not.toMatch(/(?!\n)\p{Cc}/u);
        expect(got.split("\n")).toContain(url);
        expect(got.split("\n").at(-1)).toBe(`Alert id: ${alertId}`);
      }),
    );
  });
});
