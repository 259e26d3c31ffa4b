import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  greatestFirst,
  keyPart,
  newestFirst,
  textOfKeyPart,
} from "../../../../shared/adapters/azure/tableKeys.ts";

describe("keyPart", () => {
  it("makes a legal key of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => /^[\w\-.~!*()=]{0,200}$/.test(keyPart(text))),
      { examples: [["it's /odd\\ #?|%"], ["half a pair \ud83d"], ["x".repeat(5_000)]] },
    );
  });

  it("keeps different texts different", () => {
    const texts = [
      "a",
      "A",
      "=61",
      "%61",
      "a/b",
      "a|b",
      "a'b",
      "a''b",
      "",
      " ",
      "x".repeat(500),
      "x".repeat(501),
    ];

    expect(new Set(texts.map(keyPart)).size).toBe(texts.length);
  });

  it("can be undone", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary-ascii", maxLength: 50 }),
        (text) => textOfKeyPart(keyPart(text)) === text,
      ),
      { examples: [["więcej 🔥 漢字"]] },
    );
  });
});

describe("newestFirst", () => {
  it("sorts newer moments first", () => {
    const moments = [
      "2199-01-01T00:00:00.000Z",
      "2026-03-01T12:00:00.001Z",
      "2026-03-01T12:00:00.000Z",
      "1970-01-01T00:00:00.000Z",
    ];

    expect(moments.map(newestFirst).toSorted()).toEqual(moments.map(newestFirst));
  });
});

describe("greatestFirst", () => {
  it("turns the order of any two texts round", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary-ascii" }),
        fc.string({ unit: "binary-ascii" }),
        (a, b) => greatestFirst(a) < greatestFirst(b) === a > b,
      ),
    );
  });
});
