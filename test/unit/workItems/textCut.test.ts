import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText } from "../../../shared/workItems/textCut.ts";

const smile = "\u{1f642}";
const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";

describe("cutText", () => {
  it.each([
    { what: "leaves what fits", text: "full disk", max: 9, becomes: "full disk" },
    {
      what: "cuts between words",
      text: "the quick brown fox jumps",
      max: 20,
      becomes: "the quick brown fox…",
    },
    {
      what: "cuts before a word that does not fit",
      text: "the quick brown foxes jump",
      max: 20,
      becomes: "the quick brown…",
    },
    { what: "leaves no comma behind", text: "vm-1, vm-2, vm-3 and others", max: 13, becomes: "vm-1, vm-2…" },
    { what: "cuts within a word that has no end", text: "abcdefghijklmnop", max: 10, becomes: "abcdefghi…" },
    {
      what: "cuts within a long last word",
      text: "on abcdefghijklmnopqrstuvwxyz",
      max: 20,
      becomes: "on abcdefghijklmnop…",
    },
    { what: "keeps surrogate pairs", text: smile.repeat(3), max: 4, becomes: `${smile}…` },
    {
      what: "keeps an emoji of several parts",
      text: `ab${family}${family}`,
      max: 12,
      becomes: `ab${family}…`,
    },
    {
      what: "cuts a giant emoji between its parts",
      text: family.repeat(2),
      max: 5,
      becomes: "\u{1f468}\u200d…",
    },
  ])("$what", ({ text, max, becomes }) => {
    expect(cutText(text, max)).toBe(becomes);
  });

  it("is never too long, a beginning, and without broken characters", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.integer({ min: 1, max: 200 }),
        (text, max) => {
          const cut = cutText(text, max);
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(text.startsWith(cut.replace(/…$/u, ""))).toBe(true);
          expect(cut).not.toMatch(/\p{Surrogate}/u);
        },
      ),
    );
  });
});
