import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "../../../../local/host/messageText.ts";

describe("message encoding", () => {
  it.each`
    encoding    | stored                  | payload
    ${"base64"} | ${"eyJhIjoi4oKsIn0="}   | ${'{"a":"€"}'}
    ${"base64"} | ${"eyJh\nIjoi4oKsIn0="} | ${'{"a":"€"}'}
    ${"base64"} | ${""}                   | ${""}
    ${"base64"} | ${'{"a":1}'}            | ${undefined}
    ${"base64"} | ${"abc"}                | ${undefined}
    ${"none"}   | ${'{"a":1}'}            | ${'{"a":1}'}
  `(
    "$encoding: $stored is $payload",
    (row: { encoding: "base64" | "none"; stored: string; payload?: string }) => {
      expect(decodeMessage(row.stored, row.encoding)).toBe(row.payload);
    },
  );

  it("is undone by decoding", () => {
    expect(decodeMessage(encodeMessage(Buffer.from("grüße"), "base64"), "base64")).toBe("grüße");
    expect(encodeMessage(Buffer.from("grüße"), "none")).toBe("grüße");
  });
});
