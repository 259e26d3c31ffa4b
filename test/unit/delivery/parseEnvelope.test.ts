import { describe, expect, it } from "vitest";

import { parseDeadLetter, parseEnvelope } from "../../../shared/delivery/parseEnvelope.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aDeadLetter, anEnvelope, hostileText } from "../../support/contracts/storageBuilders.ts";

const received = {
  v: 1,
  kind: "received",
  route: null,
  deliveryId: "dlv-1",
  receivedAtUtc: "2026-03-01T12:00:00.000Z",
  body: hostileText,
  attempt: 1,
};

function refusalOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof BridgeError) return `${error.code}: ${error.detail}`;
  }
  throw new Error("it was not refused");
}

describe("a message of the work queue", () => {
  it.each([
    ["received", received],
    ["received, for a named route", { ...received, route: "databases" }],
    ["a delivery", anEnvelope()],
    ["a delivery that still has to look for other tickets", anEnvelope({ isFanOutPending: true })],
  ])("is read as it was written: %s", (_what, envelope) => {
    expect(parseEnvelope(JSON.parse(JSON.stringify(envelope)))).toEqual(envelope);
  });

  it.each([received, anEnvelope()])(
    "may have fields that a later release added, and keeps them ($kind)",
    (known) => {
      const later = { ...known, priority: 1, trace: { id: "x" } };
      expect(parseEnvelope(later)).toEqual(later);
    },
  );

  it.each<[string, unknown, string]>([
    ["of a later version", { ...anEnvelope(), v: 2 }, "v: "],
    ["of a kind that nobody knows yet", { ...anEnvelope(), kind: "share" }, "kind: "],
    [
      "for a work item that nobody knows yet",
      { ...anEnvelope(), workItemKind: "changeRequest" },
      "workItemKind: ",
    ],
    ["without a body", { ...received, body: undefined }, "body: "],
    ["in attempt 0", { ...received, attempt: 0 }, "attempt: "],
    ["without a moment", { ...received, receivedAtUtc: "yesterday" }, "receivedAtUtc: "],
    ["that is a text", "hello", ""],
    ["that is empty", null, ""],
    ["that is a list", [received], ""],
  ])("%s is refused, and what is wrong is named", (_what, message, complaint) => {
    expect(refusalOf(() => parseEnvelope(message))).toContain(
      `MESSAGE_UNREADABLE: not an envelope: ${complaint}`,
    );
  });

  it("is refused without repeating what it says", () => {
    const secret = "the-text-of-the-alert";
    const refusal = refusalOf(() =>
      parseEnvelope({ ...received, v: secret, attempt: secret, receivedAtUtc: secret, route: [secret] }),
    );
    expect(refusal).not.toContain(secret);
  });
});

describe("a dead letter's message", () => {
  it.each([
    ["with its envelope", aDeadLetter()],
    ["that was no envelope", aDeadLetter({ envelope: undefined, raw: hostileText })],
  ])("is read as it was written: %s", (_what, letter) => {
    expect(parseDeadLetter(JSON.parse(JSON.stringify(letter)))).toEqual(letter);
  });

  it("is refused with a code that is not in the catalogue", () => {
    const refusal = refusalOf(() => parseDeadLetter({ ...aDeadLetter(), code: "toString" }));
    expect(refusal).toContain("MESSAGE_UNREADABLE: not a dead letter: code: no known code");
  });
});
