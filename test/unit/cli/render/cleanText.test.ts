import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { cleanText, cleanValue, oneLine, safeJson } from "../../../../cli/render/cleanText.ts";

// eslint-disable-next-line no-control-regex -- what a terminal could obey
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
const anyText = fc.string({ unit: "binary" });

describe("cleanText", () => {
  it.each([
    { what: "colours", text: "\u001b[31mred\u001b[0m", clean: "red" },
    { what: "a window's title", text: "\u001b]0;owned\u0007text", clean: "text" },
    { what: "a one-character sequence start", text: "\u009b2Jtext", clean: "text" },
    { what: "a turned writing direction", text: "exe.\u202egnp", clean: "exe.gnp" },
    { what: "a carriage return that overwrites", text: "failed\rok", clean: "failedok" },
  ])("takes out $what", ({ text, clean }) => {
    expect(cleanText(text)).toBe(clean);
  });

  it("leaves nothing that a terminal could obey, and other text alone", () => {
    fc.assert(fc.property(anyText, (text) => !obeyed.test(cleanText(text))));
    expect(cleanText("Größe\t90 %\n→ 日本 🚒")).toBe("Größe\t90 %\n→ 日本 🚒");
  });

  it("reaches every text of a value", () => {
    const value = { a: ["\u001b[1mx", { "b\u0007": "\u009b1my", n: 1, z: null }] };

    expect(cleanValue(value)).toEqual({ a: ["x", { b: "y", n: 1, z: null }] });
  });
});

describe("safeJson", () => {
  it("loses nothing and is safe to show", () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyText), (value) => {
        const json = safeJson(value);

        expect(JSON.parse(json)).toEqual(value);
        expect(json).not.toMatch(obeyed);
      }),
    );
  });
});

describe("oneLine", () => {
  it("puts text on one line", () => {
    expect(oneLine("  a\n\n b\tc ")).toBe("a b c");
  });
});
