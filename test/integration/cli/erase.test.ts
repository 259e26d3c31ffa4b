import { afterEach, describe, expect, it } from "vitest";

import { type Answer, type Asked, startFakeBridge } from "./fakeBridge.ts";
import { aTerminal } from "./runBridge.ts";

let bridge: Awaited<ReturnType<typeof startFakeBridge>> | undefined;
afterEach(async () => await bridge?.close());

/** A bridge that needs some calls for it: each does one journal entry more. */
async function aBridgeThatNeeds(calls: number) {
  bridge = await startFakeBridge((_now: Asked, before: readonly Asked[]): Answer => {
    const done = before.length + 1;
    const json = {
      ...{ isDryRun: false, journalEntries: done, tickets: 0, deadLetters: 0, indexRows: 0 },
      ...{ connections: 0, warnings: 0, notReached: ["ServiceNow's own records: look for it there."] },
      continuation: done < calls ? `after ${done}` : null,
    };
    return { json };
  });
  return { asked: bridge.asked, run: aTerminal({ BRIDGE_URL: bridge.url }) };
}

describe("bridge erase", () => {
  it("goes on until the bridge says that it is through, says who asks for it, and shows the totals once", async () => {
    const { asked, run } = await aBridgeThatNeeds(3);

    const { out, code } = await run(["erase", "--text", "jo.doe@contoso.com", "--reason", "asked", "--yes"]);

    expect(code).toBe(0);
    const wish = { text: "jo.doe@contoso.com", reason: "asked", dryRun: false };
    expect(asked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      wish,
      { ...wish, continuation: "after 1" },
      { ...wish, continuation: "after 2" },
    ]);
    for (const { headers } of asked) expect(headers["x-bridge-operator"]).toMatch(/^\S+@\S+$/);
    expect(out.match(/Erased: .*/g)).toEqual([
      "Erased: 3 journal entries, 0 tickets' titles, 0 dead letters, 0 index rows.",
    ]);
  });
});
