import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { receiveAlert } from "../../../functions/receiveAlert.ts";
import { samples } from "../../../local/samples/samples.ts";
import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";
import { acceptAlert } from "../../../shared/delivery/acceptAlert.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";
import { aRequest, anInvocation } from "../../support/builders/httpRequests.ts";

/** The webhook with everything behind it down to the queue, and recognition as it is. */
function aWebhook() {
  const world = aDeliveryWorld();
  const parts = { ...world.parts, recognise: recogniseAlert };
  const handler = receiveAlert(() =>
    Promise.resolve({ accept: (body, route, within) => acceptAlert(parts, body, route, within) }),
  );
  return { ...world, handler };
}

const someSamples = [...samples.values()].map((sample) =>
  sample.make({ sequence: 1, seed: "any", condition: "fired", atUtc: "2026-03-01T12:00:00.000Z" }),
);

/** A real alert with one thing in it that does not belong there. */
const spoiltAlert = fc
  .record({ sample: fc.constantFrom(...someSamples), path: fc.array(fc.nat()), value: fc.jsonValue() })
  .map(({ sample, path, value }) => {
    const whole = structuredClone<Record<string, unknown>>(sample);
    let place: Record<string, unknown> = whole;
    for (const step of path) {
      const keys = Object.keys(place);
      const key = keys[step % Math.max(keys.length, 1)];
      if (key === undefined) break;
      const next = place[key];
      if (typeof next !== "object" || next === null) {
        place[key] = value;
        break;
      }
      place = next as Record<string, unknown>;
    }
    return JSON.stringify(whole);
  });

const text = fc.oneof(
  spoiltAlert,
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify({ schemaId: "azureMonitorCommonAlertSchema", data: value })),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "null",
    "[]",
    "{",
    "\ufeff{}",
    "__proto__",
    '{"__proto__":{"data":1}}',
    "[".repeat(200_000),
  ),
);
const bytes = fc.oneof(
  text.map((one) => new TextEncoder().encode(one)),
  fc.uint8Array({ maxLength: 300 }).map((one) => Uint8Array.from(one)),
  text.map((one) => Uint8Array.from(gzipSync(one))),
  text.map((one) => Uint8Array.from(Buffer.from(one, "utf16le"))),
);
const headers = fc.record(
  {
    "content-type": fc.constantFrom(
      "application/json",
      "text/plain; charset=utf-16",
      "multipart/form-data",
      "x",
    ),
    "content-encoding": fc.constantFrom("gzip", "br", "identity", "nonsense"),
    "content-length": fc.constantFrom("0", "1", "2000000", "-1", "1e9", "many", "99999999999999999999"),
  },
  { requiredKeys: [] },
);
const route = fc.oneof(
  fc.constant(undefined),
  fc.string({ unit: "binary" }),
  fc.constantFrom("a/b", "..", "%00"),
);

describe("the webhook, whatever is posted to it", () => {
  it("answers 202, 400, 413 or 503 and nothing else; and what it answers with 202 is in the queue", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, headers, route, async (body, sent, named) => {
        const { handler, waiting } = aWebhook();
        const request = aRequest({
          body,
          headers: sent,
          params: named === undefined ? {} : { route: named },
        });
        const answer = (await handler(request, anInvocation().context)) as { status: number; body: string };

        expect([202, 400, 413]).toContain(answer.status);
        const { deliveries = [] } = JSON.parse(answer.body) as { deliveries?: { id: string }[] };
        const queued = waiting().map(({ deliveryId }) => deliveryId);
        expect(queued).toEqual(deliveries.map(({ id }) => id));
        expect(queued.length > 0).toBe(answer.status === 202);
      }),
      { numRuns: 400 },
    );
  });
});
