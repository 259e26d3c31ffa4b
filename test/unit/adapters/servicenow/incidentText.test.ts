import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markText, noteText, plainText } from "../../../../shared/adapters/servicenow/incidentText.ts";

describe("hostile text in a record", () => {
  it.each([
    ["[code]<script>alert(1)</script>[/code]", "[ code]<script>alert(1)</script>[ /code]"],
    ["[CODE]<b>[/Code]", "[ CODE]<b>[ /Code]"],
    ["[ code ]x[ / code]", "[  code ]x[  / code]"],
    ["[co[code]de]", "[co[ code]de]"],
    ["[atb:0a1b]", "[ atb:0a1b]"],
    ["a[0] and [coded] stay", "a[0] and [coded] stay"],
    ["bell \u0007, zero \u0000, escape \u001b[31m", "bell , zero , escape [31m"],
    ["tab\tand\r\nlines\rstay", "tab\tand\nlines\nstay"],
    ["half \ud83d of a pair, whole 🔥", "half \ufffd of a pair, whole 🔥"],
  ])("%j becomes %j", (text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  it("never shows as HTML and never passes for a mark of ours, however it is built", () => {
    const pieces = fc.constantFrom("[", "]", "/", "code", "CODE", " ", "\n", "\u0000", "atb:", "x");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = plainText(parts.join(""));
        expect(text).not.toMatch(/\[\/?code\]|\[atb:/i);
      }),
    );
  });
});

describe("a work note", () => {
  it("ends with its mark", () => {
    expect(noteText({ text: "Fired again", mark: "0a1b2c" })).toBe("Fired again\n[atb:0a1b2c]");
  });

  it("keeps its mark and its room, however long the text is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 3_900, maxLength: 4_200 }), (text) => {
        const note = noteText({ text, mark: "0a1b2c" });
        expect(note.endsWith("\n[atb:0a1b2c]")).toBe(true);
        expect(note.length).toBeLessThanOrEqual(4_000);
        expect(note).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 30 },
    );
  });

  it("says that it was cut", () => {
    expect(noteText({ text: "x".repeat(5_000), mark: "m" })).toContain("x\n… (cut)\n[atb:m]");
  });

  it.each(["", "a b", "a]", "x".repeat(65)])("refuses %j as a mark", (mark) => {
    expect(() => markText(mark)).toThrow(TypeError);
  });
});
