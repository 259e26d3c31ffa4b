import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { newDeliveryId, parseDeliveryId } from "../../../shared/delivery/deliveryId.ts";

const correlationId = "atb-0123456789abcdef0123456789abcdef";
const nowMs = Date.parse("2026-03-01T12:00:00.000Z");
const randomHex = "00112233445566778899";

const withTicket = newDeliveryId({ correlationId, nowMs, randomHex });
const alone = newDeliveryId({ correlationId: null, nowMs, randomHex });

const hex = (length: number) =>
  fc.string({
    unit: fc.constantFrom(...Array.from("0123456789abcdef")),
    minLength: length,
    maxLength: length,
  });

describe("a delivery id", () => {
  it("never changes its form: senders keep it", () => {
    expect(withTicket).toBe("dlv-0123456789abcdef0123456789abcdef-0mm7p6yo00011223344552a86");
    expect(alone).toBe("dlv-0mm7p6yo00011223344552c2e");
  });

  it("says by itself which ticket it belongs to, and when it was made", () => {
    expect(parseDeliveryId(withTicket)).toEqual({
      correlationId,
      receivedAtUtc: "2026-03-01T12:00:00.000Z",
      partition: correlationId,
    });
  });

  it("is its own journal's place where there is no ticket", () => {
    expect(parseDeliveryId(alone)).toMatchObject({ correlationId: null, partition: alone });
  });

  it("is read as it was made, for any ticket and any moment", () => {
    const moments = fc.integer({ min: 0, max: Date.UTC(5000, 0) });
    const tickets = fc.option(hex(32).map((digits) => `atb-${digits}`));
    fc.assert(
      fc.property(tickets, moments, hex(20), (ticket, madeMs, random) => {
        const id = newDeliveryId({ correlationId: ticket, nowMs: madeMs, randomHex: random });
        expect(parseDeliveryId(id)).toEqual({
          correlationId: ticket,
          receivedAtUtc: new Date(madeMs).toISOString(),
          partition: ticket ?? id,
        });
      }),
    );
  });

  it("sorts by time", () => {
    const later = newDeliveryId({ correlationId: null, nowMs: nowMs + 1, randomHex: "0".repeat(20) });
    expect(later > alone).toBe(true);
  });

  it.each([
    ["with a ticket", withTicket],
    ["alone", alone],
  ])("%s is refused when any one character is mistyped, left out or doubled", (_what, id) => {
    const mistyped = Array.from(id).flatMap((right, place) => [
      ...Array.from("0123456789abcdefghijklmnopqrstuvwxyzA- ")
        .filter((wrong) => wrong !== right)
        .map((wrong) => id.slice(0, place) + wrong + id.slice(place + 1)),
      id.slice(0, place) + id.slice(place + 1),
      id.slice(0, place) + right + id.slice(place),
    ]);
    expect(mistyped.filter((wrong) => parseDeliveryId(wrong) !== undefined)).toEqual([]);
  });

  it.each([
    "",
    "dlv-",
    correlationId,
    "../../etc/passwd",
    "dlv-' or '1' eq '1",
    `${withTicket}\n`,
    ` ${withTicket}`,
    withTicket.toUpperCase(),
    "dlv-zzzzzzzzz0011223344550000",
    "dlv-".repeat(100_000),
  ])("is not %j", (text) => {
    expect(parseDeliveryId(text)).toBeUndefined();
  });

  it("is not just any text", () => {
    fc.assert(fc.property(fc.string(), (text) => parseDeliveryId(text) === undefined));
  });
});
