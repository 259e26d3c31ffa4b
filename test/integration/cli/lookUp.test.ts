import { afterEach, describe, expect, it } from "vitest";

import {
  aDelivery,
  anEntry,
  type Answer,
  type Asked,
  aTicket,
  notFound,
  startFakeBridge,
} from "./fakeBridge.ts";
import { aTerminal } from "./runBridge.ts";

let fake: Awaited<ReturnType<typeof startFakeBridge>> | undefined;
afterEach(() => fake?.close());

async function aBridge(answer: (asked: Asked) => Answer) {
  fake = await startFakeBridge(answer);
  return { ...fake, terminal: aTerminal({ BRIDGE_URL: fake.url }) };
}

const nothing: Answer = { json: { tickets: [], continuation: null } };
const correlationId = `atb-${"0".repeat(32)}`;

describe("bridge why", () => {
  it("tells a delivery's journal step by step", async () => {
    const { terminal } = await aBridge(({ path }) =>
      path === "/api/deliveries/dlv-1" ? { json: aDelivery() } : notFound,
    );

    const { code, out } = await terminal(["why", "dlv-1"]);

    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.trim().replace(/ +/g, " "))).toEqual(
      expect.arrayContaining([
        "dlv-1 delivered",
        "received 2345 bytes",
        'recognised metric (commonAlertSchema), fired, severity 2, rule "cpu-high"',
        "routed default → servicenow, incident",
        "planned create, because: first of its kind",
        "called POST /api/now/table/incident → 201, 85 ms",
        "ended delivered, INC0010001: first of its kind",
      ]),
    );
  });

  it.each([
    { id: "INC0010001", asks: "number" },
    { id: "inc0010001", asks: "number" },
    { id: "/subscriptions/1/providers/Microsoft.AlertsManagement/alerts/1", asks: "alertId" },
    { id: correlationId, asks: undefined },
    { id: `${correlationId}-2`, asks: undefined },
  ])("finds the ticket of $id", async ({ id, asks }) => {
    const { terminal, asked } = await aBridge(({ path }) =>
      path === "/api/tickets"
        ? { json: { tickets: [aTicket()], continuation: null } }
        : path === `/api/tickets/${correlationId}`
          ? { json: { ticket: aTicket(), entries: [anEntry()], continuation: null } }
          : notFound,
    );

    const { code, out } = await terminal(["why", id]);

    expect(code).toBe(0);
    expect(out).toContain("INC0010001  CPU above 90 on vm-web-007");
    expect(out).toContain("ended       delivered, INC0010001");
    if (asks !== undefined) expect(asked[0]?.query.get(asks)?.toLowerCase()).toBe(id.toLowerCase());
  });

  it("reads a journal of several pages", async () => {
    const { terminal } = await aBridge(({ query }) => ({
      json: aDelivery({
        continuation: query.get("continuation") === null ? "page2" : null,
        entries: [anEntry([{ step: "unrouted", because: query.get("continuation") ?? "page1" }])],
      }),
    }));

    const { out } = await terminal(["why", "dlv-1"]);

    expect(out).toMatch(/page1[\s\S]*page2/);
  });

  it("shows a step that it does not know as it is", async () => {
    const { terminal } = await aBridge(() => ({
      json: aDelivery({ entries: [anEntry([{ step: "enriched", from: "cmdb" }])] }),
    }));

    expect((await terminal(["why", "dlv-1"])).out).toContain('enriched  {"from":"cmdb"}');
  });

  it.each([
    { id: "dlv-9", says: "its last characters are a check sum" },
    { id: "INC0099999", says: "tickets lists what the bridge keeps track of" },
    { id: "6558a4fe-e768-4cf0-befc-8b1909f2f000", says: "check that the rule has the action group" },
  ])("says what to do when nothing is known of $id", async ({ id, says }) => {
    const { terminal } = await aBridge(({ path }) => (path === "/api/tickets" ? nothing : notFound));

    const { code, err } = await terminal(["why", id]);

    expect(code).toBe(1);
    expect(err).toContain(says);
  });
});

describe("what comes from elsewhere", () => {
  const hostile = "\u001b[2J\u001b]0;owned\u0007disk\u009b31m full\u202e\nsecond line";

  it("cannot command a terminal", async () => {
    const { terminal } = await aBridge(() => ({
      json: { tickets: [aTicket({ title: hostile })], continuation: null },
    }));

    const { out } = await terminal(["tickets"]);

    expect(out).toContain("disk full second line");
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it("is whole in JSON, and still cannot command a terminal", async () => {
    const { terminal } = await aBridge(() => ({
      json: { tickets: [aTicket({ title: hostile })], continuation: null },
    }));

    const { out } = await terminal(["tickets", "--json"]);

    expect(JSON.parse(out)).toMatchObject({ tickets: [{ title: hostile }] });
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

describe("bridge tickets", () => {
  it("lists a line for each, as many pages as are wanted", async () => {
    const { terminal, asked } = await aBridge(({ query }) => {
      const isSecond = query.get("continuation") === "next";
      const tickets = Array.from({ length: isSecond ? 50 : 100 }, (_, index) =>
        aTicket({ number: `INC${index + (isSecond ? 100 : 0)}` }),
      );
      return { json: { tickets, continuation: isSecond ? null : "next" } };
    });

    const { out } = await terminal(["tickets", "--limit", "120"]);

    expect(out.split("\n").filter((line) => line.startsWith("INC"))).toHaveLength(120);
    expect(out).toContain("There are more");
    expect(asked.map(({ query }) => query.get("limit"))).toEqual(["100", "20"]);
  });

  it("says what to do when there are none", async () => {
    const { terminal } = await aBridge(() => nothing);

    expect((await terminal(["tickets"])).out).toContain("npm run bridge -- send metric");
  });
});

describe("bridge dead-letters", () => {
  const letter = {
    id: "dl-1",
    code: "ALERT_SHAPE_UNKNOWN",
    title: "The alert's shape is not known",
    detail: "no shape fits",
    failedAtUtc: "2026-03-01T12:00:00.000Z",
    deliveryId: "dlv-1",
    cause: "None of the shapes.",
    resolution: "Turn on the common alert schema.",
  };

  it("lists and shows them, with what to do", async () => {
    const { terminal } = await aBridge(({ path }) =>
      path === "/api/dead-letters"
        ? { json: { deadLetters: [letter], continuation: null } }
        : { json: { ...letter, envelope: { v: 1, kind: "received", body: '{"text":"\\u001b[2Jhello"}' } } },
    );

    expect((await terminal(["dead-letters"])).out).toContain("ALERT_SHAPE_UNKNOWN  dl-1  no shape fits");
    const { out } = await terminal(["dead-letters", "show", "dl-1"]);
    expect(out).toContain("what to do  Turn on the common alert schema.");
    expect(out).toContain("hello");
    expect(out).not.toContain("\u001b");
  });

  it("shows what the bridge did about it, what it asked and what came back", async () => {
    const whole = {
      ...letter,
      code: "SERVICENOW_DATA_POLICY",
      ownerName: "configuration",
      whoseMove: "Whoever runs the bridge.",
      automaticAction: "It keeps the message.",
      documentation: "docs/errors/SERVICENOW_DATA_POLICY.md",
      envelope: { v: 1, kind: "delivery", body: "{}" },
      tried: [
        {
          attempt: 1,
          startedAtUtc: "2026-03-01T12:00:00.000Z",
          outcome: "retrying",
          code: "SERVICENOW_BUSY",
          because: "429",
          did: ["Put the message back"],
        },
      ],
      exchange: {
        startedAtUtc: "2026-03-01T12:00:00.000Z",
        durationMs: 412.4,
        request: {
          method: "POST",
          path: "/api/now/table/incident",
          headers: { authorization: "Basic ***" },
          body: '{"short_description":"\\u001b[2JDisk full"}',
        },
        answer: { status: 403, headers: { server: "ServiceNow" }, body: '{"error":{"message":"x"}}' },
      },
    };
    const { terminal } = await aBridge(() => ({ json: whole }));

    const { out } = await terminal(["dead-letters", "show", "dl-1"]);

    const lines = out.split("\n").map((line) => line.trim().replace(/ +/g, " "));
    expect(lines).toEqual(
      expect.arrayContaining([
        "whose move configuration: Whoever runs the bridge.",
        "the bridge It keeps the message.",
        "read more docs/errors/SERVICENOW_DATA_POLICY.md",
        "What the bridge did about it",
        "2026-03-01 12:00:00.000Z attempt 1 retrying, SERVICENOW_BUSY",
        "· Put the message back",
        "POST /api/now/table/incident",
        "authorization: Basic ***",
        String.raw`"short_description": "\u001b[2JDisk full"`,
        "What came back after 412 ms",
        "403",
        "server: ServiceNow",
      ]),
    );
    expect(out).not.toContain("\u001b");
  });

  it("ends with 1 for one that is not there", async () => {
    const { terminal } = await aBridge(() => notFound);

    expect(await terminal(["dead-letters", "show", "dl-9"])).toMatchObject({
      code: 1,
      err: expect.stringContaining("There is no dead letter dl-9.") as string,
    });
  });
});

describe("bridge ready", () => {
  it.each([
    { status: 200, ready: "ready", code: 0 },
    { status: 503, ready: "notReady", code: 1 },
  ])("ends with $code when the bridge is $ready", async ({ status, ready, code }) => {
    const { terminal } = await aBridge(() => ({
      status,
      json: { status: ready, checks: [{ name: "storage", status: "failed", detail: "no answer" }] },
    }));

    const result = await terminal(["ready"]);

    expect(result.code).toBe(code);
    expect(result.out).toMatch(/✗ +storage +failed +no answer/);
  });
});

describe("finding the bridge", () => {
  it("says in one line that nothing answers, and what to do", async () => {
    const { url, close } = await aBridge(() => notFound);
    await close();

    const { code, err } = await aTerminal()(["ready", "--url", url]);

    expect(code).toBe(1);
    expect(err).toBe(
      `Nothing answers at ${url} (ECONNREFUSED).\nStart it with npm start, or name another address with --url or BRIDGE_URL.\n`,
    );
  });

  it("sends the function key, from a flag or the environment", async () => {
    const { url, asked } = await aBridge(() => nothing);

    await aTerminal()(["tickets", "--url", `${url}/`, "--key", "from-flag"]);
    await aTerminal({ BRIDGE_URL: url, BRIDGE_KEY: "from-environment" })(["tickets"]);
    await aTerminal({ BRIDGE_URL: url })(["tickets"]);

    expect(asked.map(({ headers }) => headers["x-functions-key"])).toEqual([
      "from-flag",
      "from-environment",
      undefined,
    ]);
  });

  it.each([
    { answer: { status: 401, raw: "" }, says: "--key or BRIDGE_KEY" },
    { answer: { status: 302, raw: "" }, says: "Check the address" },
    {
      answer: { status: 200, raw: "<html>Your Functions app is up</html>" },
      says: "but not as a bridge does",
    },
    { answer: { status: 404, raw: "" }, says: "Check the address" },
  ])("says what to check when it answers $answer", async ({ answer, says }) => {
    const { terminal } = await aBridge(() => answer);

    const { code, err } = await terminal(["tickets"]);

    expect(code).toBe(1);
    expect(err).toContain(says);
  });

  it.each([
    ["tickets", "--url", "nonsense"],
    ["tickets", "--url", "https://user:secret@contoso.example"],
    ["unknown-command"],
    ["tickets", "--unknown-option"],
    ["why"],
  ])("ends with 2 for a wrong command line: %s %s", async (...args) => {
    const { code, err } = await aTerminal()(args);

    expect(code).toBe(2);
    expect(err).not.toContain("secret");
  });
});
