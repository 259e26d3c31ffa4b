import { describe, expect, it } from "vitest";

import { aKeySetting } from "../support/builders/sealingKeys.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { atOnce, sendLikeAzureMonitor } from "../support/world/azureMonitor.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, place) => place + 1);
const messages = 1_000;

describe("two processes and a thousand messages at the moment when the access token ends", () => {
  // Tokens are shared by all processes where there is a key to seal them with.
  const world = useWorld({ settings: { BRIDGE_SECRET_KEY: aKeySetting(7) } });

  it("ask for a new token once, and make every ticket once", async () => {
    const { sandbox } = world();
    const calls = () => sandbox.stats().calls;
    const tokenCalls = () => calls()["POST oauth_token.do 200"] ?? 0;
    const refused = () => calls()["POST incident 401"] ?? 0;
    const made = () => sandbox.records("incident");
    const send = async (sequences: readonly number[]) => {
      const sent = await atOnce(20, sequences, (sequence) =>
        sendLikeAzureMonitor(() => world().bridgeUrl, series.fired({ sequence })),
      );
      return sent.flatMap(({ deliveries }) => deliveries.map(({ correlationId }) => correlationId));
    };
    const series = anAlertSeries();
    await world().startMoreFunctions();
    // Both get to know the token that is about to end.
    await send(numbers(100).map((number) => messages + number));
    await eventually(() => expect(made()).toHaveLength(100));
    expect(tokenCalls()).toBe(1);

    // All of them wait, and go on together when it is over.
    sandbox.faults.set({ id: "away", kind: "unavailable" });
    const expected = await send(numbers(messages));
    expect(new Set(expected).size).toBe(messages);
    sandbox.clock.advanceMs(30 * 60_000 + 1_000);
    sandbox.faults.clear("away");

    await eventually(() => expect(made().length).toBeGreaterThanOrEqual(messages + 100), {
      withinMs: 240_000,
    });
    const tickets = made().map((row) => row["correlation_id"]);
    expect(tickets).toHaveLength(messages + 100);
    expect(new Set(tickets).size).toBe(messages + 100);
    expect(tickets).toEqual(expect.arrayContaining(expected));
    // It had ended for those that were on their way, and for all that came after: one of them asked.
    expect(refused()).toBeGreaterThan(0);
    expect(tokenCalls()).toBe(2);
    expect((await world().bridge.deadLetters()).deadLetters).toEqual([]);
  }, 300_000);
});
