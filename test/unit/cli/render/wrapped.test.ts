import { describe, expect, it } from "vitest";

import { wrapped } from "../../../../cli/render/wrapped.ts";

describe("a long text beside its label", () => {
  it("is broken between words so that it fits", () => {
    const text = "Give the integration user the role itil, or sn_incident_write; then replay the message.";
    const lines = wrapped(text, 14, { columns: 50 }).split("\n");
    expect(lines.length).toBeGreaterThan(2);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(36);
    expect(lines.join(" ")).toBe(text);
  });

  it("keeps a word that is longer than the line whole, and line breaks that are there", () => {
    const url = `https://contoso.example/${"a".repeat(60)}`;
    expect(wrapped(`see ${url} now\nor later`, 10, { columns: 40 })).toBe(`see\n${url}\nnow\nor later`);
  });

  it.each([{}, { columns: 30 }])("stays whole where that helps nobody: %j", (terminal) => {
    expect(wrapped("one two three four five six", 14, terminal)).toBe("one two three four five six");
  });
});
