import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainText, singleLine } from "../../../shared/workItems/textClean.ts";

const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";

describe("plainText", () => {
  it.each([
    { what: "a plain text", text: "Disk full: 93.5 %", becomes: "Disk full: 93.5 %" },
    { what: "every kind of line break", text: "a\r\nb\rc\u2028d\u0085e\vf", becomes: "a\nb\nc\nd\ne\nf" },
    { what: "a tab", text: "a\tb", becomes: "a  b" },
    { what: "control characters", text: "a\u0000\u001b[31mb\u009f", becomes: "a[31mb" },
    { what: "a direction override", text: "invoice\u202efdp.exe", becomes: "invoicefdp.exe" },
    { what: "direction isolates and marks", text: "\u2066a\u2069\u200fb", becomes: "ab" },
    { what: "zero-width characters", text: "ad\u200bm\u2060i\ufeffn", becomes: "admin" },
    { what: "joiners between Latin letters", text: "ad\u200dmi\u200cn", becomes: "admin" },
    { what: "text hidden in tags and selectors", text: "a\u{e0041}\u{e0100}b\ufe0f", becomes: "ab" },
    { what: "piled marks", text: `z${"\u0301".repeat(50)}`, becomes: `z${"\u0301".repeat(4)}` },
    { what: "half a character", text: "a\ud83db\udc00", becomes: "a\ufffdb\ufffd" },
    { what: "an emoji of several parts", text: `a ${family} b`, becomes: `a ${family} b` },
    {
      what: "a sign that a selector makes an emoji",
      text: "\u2764\ufe0f 1\ufe0f\u20e3",
      becomes: "\u2764\ufe0f 1\ufe0f\u20e3",
    },
    { what: "a Persian word with a joiner", text: "می\u200cخواهم", becomes: "می\u200cخواهم" },
    { what: "a Hindi word with a joiner", text: "क्\u200dष", becomes: "क्\u200dष" },
  ])("makes of $what what a person sees", ({ text, becomes }) => {
    expect(plainText(text)).toBe(becomes);
  });

  it("has nothing left to do the second time", () => {
    const nasty = fc.string({
      unit: fc.oneof(
        fc.constantFrom(
          "\u200d",
          "\u200c",
          "\ufe0f",
          "\u034f",
          "\u061c",
          "\u0301",
          "\r",
          "\n",
          family,
          "م",
          "a",
          "\u20e3",
        ),
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      ),
    });
    fc.assert(fc.property(nasty, (text) => plainText(plainText(text)) === plainText(text)));
  });
});

describe("singleLine", () => {
  it("makes one line of several, with single spaces", () => {
    expect(singleLine("  Disk\r\n\r\n full\u00a0\ton\u2028vm-7 ")).toBe("Disk full on vm-7");
  });
});
