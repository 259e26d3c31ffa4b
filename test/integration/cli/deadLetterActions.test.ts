import { afterEach, describe, expect, it } from "vitest";

import { type Answer, type Asked, aDelivery, startFakeBridge } from "./fakeBridge.ts";
import { aTerminal } from "./runBridge.ts";

let close: () => Promise<void> = () => Promise.resolve();
afterEach(() => close());

async function aBridge(answer: (asked: Asked, before: readonly Asked[]) => Answer) {
  const bridge = await startFakeBridge(answer);
  close = bridge.close;
  return { asked: bridge.asked, run: aTerminal({ BRIDGE_URL: bridge.url }) };
}

const letter = (id: string) => ({
  id,
  code: "SERVICENOW_ACL_DENIED",
  title: "ServiceNow refused the record",
  detail: "403",
  failedAtUtc: "2026-03-01T12:00:00.000Z",
  deliveryId: "dlv-1",
});
const replayed = (id: string, deliveryId = `dlv-${id}`) => ({
  id,
  code: "SERVICENOW_ACL_DENIED",
  outcome: "replayed",
  deliveryId,
  as: "delivery",
});

describe("bridge dead-letters replay", () => {
  it("replays one as it is asked to, and says who asks", async () => {
    const { asked, run } = await aBridge(() => ({ status: 202, json: replayed("dl-1") }));

    const { code, out } = await run(["dead-letters", "replay", "dl-1", "--as", "received", "--again"]);

    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining("dlv-dl-1") as unknown });
    expect(asked).toMatchObject([{ method: "POST", path: "/api/dead-letters/dl-1/replay" }]);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ as: "received", again: true });
    expect(asked[0]?.headers["x-bridge-operator"]).toMatch(/^\S+@\S+$/);
  });

  it("waits for what becomes of it, also where it becomes another delivery", async () => {
    const { run } = await aBridge(({ method, path }) => {
      if (method === "POST") return { status: 202, json: replayed("dl-1", "dlv-a") };
      if (path.endsWith("dlv-a"))
        return { json: aDelivery({ id: "dlv-a", state: "routed", because: "dlv-b", ticket: null }) };
      return { json: aDelivery({ id: "dlv-b" }) };
    });

    const { code, out } = await run(["dead-letters", "replay", "dl-1", "--wait"]);

    expect(code).toBe(0);
    expect(out).toContain("INC0010001 created");
  });

  it("ends with 1 if it fails again", async () => {
    const { run } = await aBridge(({ method }) =>
      method === "POST"
        ? { status: 202, json: replayed("dl-1", "dlv-a") }
        : {
            json: aDelivery({
              id: "dlv-a",
              state: "deadLettered",
              code: "SERVICENOW_ACL_DENIED",
              because: "403",
              ticket: null,
              entries: [],
            }),
          },
    );
    const { code, out } = await run(["dead-letters", "replay", "dl-1", "--wait"]);
    expect(code).toBe(1);
    expect(out).toContain("SERVICENOW_ACL_DENIED");
  });

  it("replays all of a filter, page by page, at one rate", async () => {
    const { asked, run } = await aBridge(({ method, body }) => {
      if (method === "GET")
        return { json: { deadLetters: ["dl-1", "dl-2", "dl-3"].map(letter), continuation: null } };
      const { continuation } = JSON.parse(body) as { continuation?: string };
      return continuation === undefined
        ? {
            status: 202,
            json: { act: "act-1", letters: [replayed("dl-3"), replayed("dl-2")], continuation: "next" },
          }
        : { status: 202, json: { act: "act-1", letters: [replayed("dl-1")], continuation: null } };
    });

    const { code, out } = await run([
      ...["dead-letters", "replay", "--code", "servicenow_acl_denied", "--connection", "servicenow"],
      ...["--since", "2026-03-01T00:00Z", "--rate", "30/m", "--yes"],
    ]);

    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/replayed\s+3/) as unknown });
    const filter = {
      code: "SERVICENOW_ACL_DENIED",
      connection: "servicenow",
      sinceUtc: "2026-03-01T00:00:00.000Z",
    };
    expect(Object.fromEntries(asked[0]?.query ?? [])).toMatchObject(filter);
    expect(asked.slice(1).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { limit: 100, filter, ratePerSecond: 0.5 },
      { limit: 100, filter, ratePerSecond: 0.5, continuation: "next" },
    ]);
    expect(out).toContain("6 seconds");
  });

  it("does nothing to many where nobody can say yes", async () => {
    const { asked, run } = await aBridge(() => ({
      json: { deadLetters: [letter("dl-1")], continuation: null },
    }));
    const { code, err } = await run(["dead-letters", "replay", "--code", "X"]);
    expect(code).toBe(2);
    expect(err).toContain("Replay 1 dead letter (status waiting, code X)");
    expect(err).toContain("--yes");
    expect(asked.map(({ method }) => method)).toEqual(["GET"]);
  });

  it("says which were refused and why, and ends with 1", async () => {
    const because = { code: "REPLAY_NOT_POSSIBLE", detail: "dl-2 holds a message that nobody could read" };
    const { run } = await aBridge(({ method }) =>
      method === "GET"
        ? { json: { deadLetters: [letter("dl-1"), letter("dl-2")], continuation: null } }
        : {
            status: 202,
            json: {
              act: "act-1",
              letters: [
                replayed("dl-1"),
                { id: "dl-2", code: "MESSAGE_UNREADABLE", outcome: "refused", because },
              ],
              continuation: null,
            },
          },
    );
    const { code, out } = await run(["dead-letters", "replay", "--since", "2h", "--yes"]);
    expect(code).toBe(1);
    expect(out).toMatch(/refused\s+1/);
    expect(out).toContain("dl-2: REPLAY_NOT_POSSIBLE dl-2 holds a message that nobody could read");
  });

  it("shows what a dry run would send and change, without a control character of the alert", async () => {
    const { asked, run } = await aBridge(() => ({
      json: {
        id: "dl-1",
        code: "SERVICENOW_ACL_DENIED",
        as: "delivery",
        deliveries: [
          {
            route: "default",
            connection: "servicenow",
            correlationId: "atb-1",
            outcome: "wouldCall",
            because: "resolve, last member resolved",
            code: null,
            ticketNumber: null,
            call: {
              method: "PATCH",
              path: "/api/now/table/incident/1?sysparm_fields=number",
              body: { state: "6", close_notes: "over \u001b[31mred" },
              changes: [
                { field: "state", now: "1", wouldBe: "6" },
                { field: "close_notes", now: null, wouldBe: "over \u001b[31mred" },
              ],
            },
            steps: [],
          },
        ],
      },
    }));

    const { code, out } = await run(["dead-letters", "replay", "dl-1", "--dry-run"]);

    expect(code).toBe(0);
    expect(asked).toMatchObject([{ path: "/api/dead-letters/dl-1/replay" }]);
    expect(asked[0]?.query.get("dryRun")).toBe("true");
    expect(out).toContain("PATCH /api/now/table/incident/1 (resolve, last member resolved)");
    expect(out).toContain("1 → 6");
    expect(out).toContain("over red");
    expect(out).toContain("Nothing was sent");
  });

  it.each([
    [["dead-letters", "replay"], "Which dead letters?"],
    [["dead-letters", "replay", "dl-1", "--code", "X"], "not both"],
    [["dead-letters", "replay", "--code", "X", "--rate", "fast"], "5/s"],
    [["dead-letters", "replay", "--since", "once"], "2h"],
    [["dead-letters", "discard", "dl-1"], "--reason"],
  ])("%j is a wrong command line, and says so", async (args, said) => {
    const { asked, run } = await aBridge(() => ({ json: {} }));
    const { code, err } = await run(args);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining(said) as unknown });
    expect(asked).toEqual([]);
  });
});

describe("bridge dead-letters discard", () => {
  it("gives the reason, and shows the outcome to a machine", async () => {
    const { asked, run } = await aBridge(() => ({
      json: { id: "dl-1", code: "ROUTE_UNKNOWN", outcome: "discarded" },
    }));
    const { code, out } = await run(["dead-letters", "discard", "dl-1", "--reason", "A test", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(asked[0]?.body ?? "")).toEqual({ reason: "A test" });
    expect(JSON.parse(out)).toMatchObject({ letters: [{ id: "dl-1", outcome: "discarded" }] });
  });

  it("says what the bridge says if it refuses", async () => {
    const problem = {
      title: "It has been replayed",
      detail: "by dlv-1",
      code: "DISCARD_NOT_POSSIBLE",
      resolution: "Look at it.",
    };
    const { run } = await aBridge(() => ({ status: 409, json: problem }));
    const { code, err } = await run(["dead-letters", "discard", "dl-1", "--reason", "A test"]);
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining("DISCARD_NOT_POSSIBLE") as unknown,
    });
    expect(err).toContain("Look at it.");
  });
});

describe("bridge audit", () => {
  it("shows who did what, why and how", async () => {
    const entry = {
      id: "aud-1",
      atUtc: "2026-03-01T12:00:00.000Z",
      who: "ada@contoso.example",
      action: "deadLetter.discarded",
      subject: "dl-1",
      reason: "A test",
      details: { code: "ROUTE_UNKNOWN", act: null },
    };
    const { asked, run } = await aBridge(() => ({ json: { entries: [entry], continuation: null } }));
    const { code, out } = await run(["audit", "--subject", "dl-1"]);
    expect(code).toBe(0);
    expect(asked[0]?.query.get("subject")).toBe("dl-1");
    expect(out).toContain('ada@contoso.example  deadLetter.discarded  dl-1  "A test", code ROUTE_UNKNOWN');
  });
});
