import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";
import { aDelivery, anEntry, type Answer, type Asked, notFound, startFakeBridge } from "./fakeBridge.ts";
import { aTerminal } from "./runBridge.ts";

type FakeBridge = Awaited<ReturnType<typeof startFakeBridge>>;
let fake: FakeBridge | undefined;
afterEach(() => fake?.close());

/** Accepts every alert as dlv-1, dlv-2…; what becomes of them is the test's to say. */
async function aBridge(
  become: (id: string, timesAsked: number) => Answer = (id) => ({ json: aDelivery({ id }) }),
) {
  let accepted = 0;
  fake = await startFakeBridge(({ method, path }, before) => {
    if (method === "POST") {
      accepted += 1;
      return { status: 202, json: { deliveries: [{ id: `dlv-${accepted}`, correlationId: null }] } };
    }
    const id = path.split("/").at(-1) ?? "";
    return become(id, before.filter((one) => one.path === path).length);
  });
  return { ...fake, terminal: aTerminal({ BRIDGE_URL: fake.url }) };
}

const posts = (asked: readonly Asked[]) => asked.filter(({ method }) => method === "POST");

function recognised({ body }: Asked) {
  const recognition = recogniseAlert(JSON.parse(body), "2026-03-01T12:00:00.000Z");
  if (recognition.kind === "unknown") throw new Error("not recognised");
  return recognition.alert;
}

describe("bridge send", () => {
  it("posts an alert and says which incident it became, and where that is", async () => {
    const { terminal, asked } = await aBridge();

    const { code, out, err } = await terminal(["send", "metric"]);

    expect(code).toBe(0);
    expect(out).toBe(
      "✓ INC0010001 created (first of its kind)\n  http://sandbox/incident.do?number=INC0010001\n",
    );
    expect(err).toContain("delivery dlv-1");
    expect(posts(asked)).toHaveLength(1);
    expect(asked[0]).toMatchObject({ path: "/api/alerts", headers: { "content-type": "application/json" } });
  });

  it("speaks of the same alert when it is resolved", async () => {
    const { terminal, asked } = await aBridge();

    await terminal(["send", "metric", "--count", "2"]);
    await terminal(["send", "metric", "--resolved"]);

    const alerts = posts(asked).map(recognised);
    const keysOf = (condition: string) =>
      alerts.filter((alert) => alert.condition === condition).map(({ identity }) => identity.key.join());
    expect(keysOf("fired")).toHaveLength(2);
    expect(keysOf("resolved").sort()).toEqual(keysOf("fired").sort());
  });

  it("sends another alert each time, and the same with the same seed", async () => {
    const { terminal, asked } = await aBridge();

    await terminal(["send", "metric"]);
    await terminal(["send", "metric"]);
    await terminal(["send", "metric", "--seed", "one"]);
    await terminal(["send", "metric", "--seed", "one"]);

    const [first, second, third, fourth] = posts(asked).map((one) => recognised(one).identity.key.join());
    expect(new Set([first, second, third]).size).toBe(3);
    expect(fourth).toBe(third);
  });

  it("waits while the bridge has written nothing yet and while it tries again", async () => {
    const retrying = {
      state: "retrying",
      ticket: null,
      code: "SERVICENOW_UNAVAILABLE",
      because: "HTTP 503",
      entries: [anEntry([])],
    };
    const { terminal } = await aBridge((id, times) => {
      if (times === 0) return notFound;
      return { json: aDelivery(times === 1 ? { id, ...retrying } : { id }) };
    });

    const { code, out, err } = await terminal(["send", "metric"]);

    expect(code).toBe(0);
    expect(out).toContain("INC0010001 created");
    expect(err).toContain("attempt 1 failed, the bridge tries again: SERVICENOW_UNAVAILABLE: HTTP 503");
  });

  it.each([
    {
      what: "a dead letter",
      delivery: {
        state: "deadLettered",
        ticket: null,
        code: "ALERT_SHAPE_UNKNOWN",
        because: "no shape fits",
      },
      code: 1,
      says: "✗ It waits for a person: ALERT_SHAPE_UNKNOWN no shape fits",
    },
    {
      what: "nothing to do",
      delivery: { state: "skipped", because: "duplicate" },
      code: 0,
      says: "Nothing to do: duplicate",
    },
    {
      what: "no route",
      delivery: { state: "unrouted", ticket: null, because: "no route wants it" },
      code: 0,
      says: "– No ticket",
    },
  ])("ends with $code for $what", async ({ delivery, code, says }) => {
    const { terminal } = await aBridge((id) => ({ json: aDelivery({ id, ...delivery }) }));

    const result = await terminal(["send", "metric"]);

    expect(result.out).toContain(says);
    expect(result.code).toBe(code);
  });

  it("gives up waiting after the time-out, and says how to go on", async () => {
    const { terminal } = await aBridge(() => notFound);

    const { code, out } = await terminal(["send", "metric", "--timeout", "0.2"]);

    expect(code).toBe(1);
    expect(out).toContain("the bridge goes on");
    expect(out).toContain("npm run bridge -- why dlv-1");
  });

  it("follows what a message became that was routed later", async () => {
    const { terminal } = await aBridge((id) => ({
      json: aDelivery(
        id === "dlv-1" ? { id, state: "routed", ticket: null, because: "dlv-8, dlv-9" } : { id },
      ),
    }));

    const { out } = await terminal(["send", "metric"]);

    expect(out.match(/INC0010001 created/g)).toHaveLength(2);
  });

  it("sums up what became of many", async () => {
    const { terminal, asked } = await aBridge((id) => {
      const number = Number(id.slice(4));
      if (number === 3) return { json: aDelivery({ id, state: "skipped", because: "duplicate" }) };
      if (number === 4)
        return { json: aDelivery({ id, state: "deadLettered", ticket: null, code: "UNEXPECTED" }) };
      const ticket = { number: `INC001000${number}`, url: null, kind: "incident" };
      return { json: aDelivery({ id, ticket }) };
    });

    const { code, out } = await terminal(["send", "metric", "--count", "12"]);

    expect(code).toBe(1);
    expect(out).toMatch(/created +10\nskipped +1\nfailed +1\ntickets +INC0010001 to INC00100012\nelapsed/);
    expect(new Set(posts(asked).map((one) => recognised(one).identity.key.join())).size).toBe(12);
  });

  it("says the same in JSON, and nothing else", async () => {
    const { terminal } = await aBridge();

    const { out, err } = await terminal(["send", "metric", "--json"]);

    expect(JSON.parse(out)).toMatchObject({
      sent: 1,
      refused: 0,
      created: 1,
      firstNumber: "INC0010001",
      deliveries: [{ id: "dlv-1", fate: "created", state: "delivered" }],
    });
    expect(err).toBe("");
  });

  it("posts a file as it is, and what comes on standard input", async () => {
    const { terminal, asked } = await aBridge();
    const file = join(mkdtempSync(join(tmpdir(), "send-")), "alert.json");
    writeFileSync(file, '{ "any":   "body" }');

    await terminal(["send", "--file", file, "--route", "shop prod", "--no-follow"]);
    await terminal(["send", "--file", "-", "--no-follow"], "not even JSON");

    expect(asked.map(({ path, body }) => [path, body])).toEqual([
      ["/api/alerts/shop prod", '{ "any":   "body" }'],
      ["/api/alerts", "not even JSON"],
    ]);
  });

  it.each([
    { args: ["send", "metrc"], says: "Did you mean metric?" },
    { args: ["send"], says: "Which sample?" },
    {
      args: ["send", "budget", "--resolved"],
      says: 'Azure never says that an alert of the kind "budget" is resolved',
    },
    { args: ["send", "metric", "--resolved"], says: "No metric alert was sent from here yet" },
    { args: ["send", "metric", "--count", "0"], says: "whole number from 1" },
    { args: ["send", "metric", "--file", "x"], says: "a sample does not go with it" },
  ])("ends with 2 for a wrong command line: $args", async ({ args, says }) => {
    const { terminal, asked } = await aBridge();

    const { code, err } = await terminal(args);

    expect(code).toBe(2);
    expect(err).toContain(says);
    expect(asked).toEqual([]);
  });

  it("repeats the bridge's own words when it refuses", async () => {
    fake = await startFakeBridge(() => ({
      status: 400,
      json: {
        title: "The request body is not JSON",
        code: "ALERT_NOT_JSON",
        detail: "at 1",
        resolution: "Post JSON.",
      },
    }));

    const { code, err } = await aTerminal({ BRIDGE_URL: fake.url })(["send", "metric"]);

    expect(code).toBe(1);
    expect(err).toBe("ALERT_NOT_JSON: The request body is not JSON (at 1)\nPost JSON.\n");
  });

  it("lists every sample in its help", async () => {
    const { code, out } = await aTerminal()(["send", "--help"]);

    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}service-health +Service health/m);
  });
});
