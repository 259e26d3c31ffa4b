import { describe, expect, it } from "vitest";
import { entryOfRow, journalRow, shortened } from "../../../../shared/adapters/azure/journalRow.ts";
import type { JournalStep } from "../../../../shared/journal/journal.ts";
import { aJournalEntry } from "../../../support/contracts/storageBuilders.ts";

const step = (n: number, text = "") =>
  ({ step: "unrouted", atUtc: "2026-03-01T12:00:00.000Z", because: `${n}${text}` }) satisfies JournalStep;

describe("a journal row", () => {
  it("sorts by time, and by attempt within the same moment", () => {
    const keys = [
      aJournalEntry({ atUtc: "2026-03-01T12:00:00.000Z", attempt: 9 }),
      aJournalEntry({ atUtc: "2026-03-01T12:00:00.000Z", attempt: 10 }),
      aJournalEntry({ atUtc: "2026-03-01T12:00:00.001Z", attempt: 1 }),
    ].map((entry) => journalRow("atb-1", entry).rowKey);

    expect(keys.toSorted()).toEqual(keys);
  });

  it("has no column and no sum of columns above what Azure takes", () => {
    const entry = aJournalEntry({
      steps: Array.from({ length: 10_000 }, (_, n) => step(n, "漢".repeat(40))),
    });

    const texts = Object.values(journalRow("atb-1", entry));

    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(32 * 1024);
    expect(texts.join("").length * 2).toBeLessThan(1024 * 1024);
    expect(entryOfRow(journalRow("atb-1", entry)).steps.at(-1)).toEqual(entry.steps.at(-1));
  });
});

describe("shortened", () => {
  it("leaves alone what fits", () => {
    const entry = aJournalEntry();

    expect(shortened(entry, 10_000)).toBe(entry);
  });

  it("keeps beginning and end, says how many are missing, and fits", () => {
    const entry = aJournalEntry({ steps: Array.from({ length: 100 }, (_, n) => step(n, "x".repeat(100))) });

    const { steps } = shortened(entry, 5_000);

    const marker = steps.findIndex(({ step: kind }) => kind === "recovered");
    expect(steps.slice(0, marker)).toEqual(entry.steps.slice(0, marker));
    expect(steps.slice(marker + 1)).toEqual(entry.steps.slice(-(steps.length - marker - 1)));
    expect(steps[marker]).toMatchObject({
      found: `too large: ${100 - steps.length + 1} of 100 steps are left out here`,
    });
    expect(JSON.stringify(steps).length).toBeLessThanOrEqual(5_000);
  });

  it("fits even if one step alone is too large, and then still says how it ended", () => {
    const end = step(3);
    const entry = aJournalEntry({ steps: [step(1, "x".repeat(9_000)), step(2, "x".repeat(9_000)), end] });

    const { steps } = shortened(entry, 5_000);

    expect(steps).toMatchObject([{ found: "too large: 2 of 3 steps are left out here" }, end]);
  });
});
