import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import type { Answer } from "../support/world/bridgeApi.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld();
const longestBytes = 1024 * 1024;

type Problem = Readonly<Record<string, unknown>>;

/** RFC 9457, with our code. */
function expectProblem({ status, headers, body }: Answer<Problem>, expected: Problem & { status: number }) {
  expect(status).toBe(expected.status);
  expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(body).toMatchObject(expected);
  expect(body).toEqual({
    type: `urn:azure-ticket-bridge:failure:${String(expected["code"])}`,
    title: expect.any(String) as unknown,
    status: expected.status,
    detail: expect.any(String) as unknown,
    code: expected["code"],
    resolution: expect.any(String) as unknown,
    documentation: `docs/errors/${String(expected["code"])}.md`,
  });
}

type RawRequest = {
  readonly headers: Readonly<Record<string, string>>;
  /** Sent piece by piece. */
  readonly pieces: readonly Uint8Array[];
  readonly waitForContinue?: boolean;
  /** The rest never comes. */
  readonly isUnfinished?: boolean;
};

/** What `fetch` cannot do: chunks without a length, and `Expect: 100-continue`. */
function postRaw({ headers, pieces, waitForContinue, isUnfinished }: RawRequest): Promise<Answer<Problem>> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${world().bridgeUrl}/api/alerts`, { method: "POST", headers });
    let isAnswered = false;
    request.on("response", (response) => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: new Headers(response.headers as Record<string, string>),
          body: JSON.parse(Buffer.concat(chunks).toString()) as Problem,
        });
        request.destroy();
      });
    });
    // Who is refused before the end may find that nobody reads the rest.
    request.on("error", (error) => (isAnswered ? undefined : reject(error)));
    const send = () => {
      for (const piece of pieces) request.write(piece);
      if (isUnfinished !== true) request.end();
    };
    if (waitForContinue === true) request.once("continue", send).flushHeaders();
    else send();
  });
}

describe("the webhook", () => {
  it("answers 202 with the deliveries that can be asked about", async () => {
    const { bridge } = world();
    const answer = await bridge.post("/api/alerts", anAlertSeries().fired());

    expect(answer.status).toBe(202);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    expect(answer.body).toEqual({
      deliveries: [
        {
          id: expect.stringMatching(/^dlv-[0-9a-z-]+$/) as unknown,
          correlationId: expect.stringMatching(/^atb-[0-9a-f]{32}$/) as unknown,
        },
      ],
    });
  });

  it.each([
    ["no JSON", "Fired: disk full"],
    ["cut off", '{"schemaId":"azureMonitorCommonAlertSchema","data":{'],
    ["empty", ""],
  ])("answers 400 to a body that is %s", async (_what, body) => {
    expectProblem(await world().bridge.post("/api/alerts", body), { status: 400, code: "ALERT_NOT_JSON" });
  });

  it.each([
    ["a list", [1, 2]],
    ["a number", 42],
    ["null", null],
    ["an empty object", {}],
    ["a schema that does not exist", { schemaId: "contoso", data: {} }],
  ])("takes in JSON that is no alert, as a dead letter: %s", async (_what, body) => {
    const { bridge } = world();
    const view = await bridge.deliver(JSON.stringify(body));
    expect(view).toMatchObject({ state: "deadLettered", code: "ALERT_SHAPE_UNKNOWN", correlationId: null });
  });

  it("answers 413 to a body that says that it is longer than 1 MiB", async () => {
    const answer = await postRaw({
      headers: { "content-length": String(longestBytes + 1) },
      pieces: [Buffer.alloc(longestBytes + 1, " ")],
    });
    expectProblem(answer, { status: 413, code: "ALERT_TOO_LARGE" });
  });

  it("answers 413 to chunks that become longer than 1 MiB", async () => {
    const answer = await postRaw({
      headers: { "transfer-encoding": "chunked" },
      pieces: Array.from({ length: 17 }, () => Buffer.alloc(longestBytes / 16, " ")),
    });
    expectProblem(answer, { status: 413, code: "ALERT_TOO_LARGE" });
  });

  it("takes in a body of nearly 1 MiB whole", async () => {
    const { bridge } = world();
    const alert = { ...anAlertSeries().fired(), padding: "é".repeat((longestBytes - 10_000) / 2) };
    expect(await bridge.deliver(alert)).toMatchObject({ state: "delivered" });
  });

  it("reads a body that comes in chunks", async () => {
    const { bridge } = world();
    const bytes = Buffer.from(JSON.stringify(anAlertSeries().fired()));
    const answer = await postRaw({
      headers: { "transfer-encoding": "chunked" },
      pieces: [bytes.subarray(0, 100), bytes.subarray(100, 101), bytes.subarray(101)],
    });
    expect(answer.status).toBe(202);
    const [{ id } = { id: "" }] = answer.body["deliveries"] as { id: string }[];
    expect(await bridge.settled(id)).toMatchObject({ state: "delivered" });
  });

  it("asks for the body of a sender that waits to be asked", async () => {
    const bytes = Buffer.from(JSON.stringify(anAlertSeries().fired()));
    const answer = await postRaw({
      headers: { "content-length": String(bytes.length), expect: "100-continue" },
      pieces: [bytes],
      waitForContinue: true,
    });
    expect(answer.status).toBe(202);
  });

  it("takes in what names a route that does not exist, as a dead letter", async () => {
    const { bridge } = world();
    const [{ id, correlationId }] = await bridge.send(anAlertSeries().fired(), "/api/alerts/nowhere");
    expect(correlationId).toBeNull();
    expect(await bridge.settled(id)).toMatchObject({ state: "deadLettered", code: "ROUTE_UNKNOWN" });
    const letter = await bridge.deadLetterOf(id);
    expect(letter).toMatchObject({ code: "ROUTE_UNKNOWN", owner: "configuration" });
    expect(letter.detail).toContain("nowhere");
  });

  it("finds the route in the address, however it is written", async () => {
    const { bridge } = world();
    const [{ id }] = await bridge.send(anAlertSeries().fired(), "/api/alerts/DEFAULT");
    expect(await bridge.settled(id)).toMatchObject({ state: "delivered" });
  });

  it("takes in what is posted further down, too: nothing that carries an alert meets 404", async () => {
    const { bridge } = world();
    const [{ id }] = await bridge.send(anAlertSeries().fired(), "/api/alerts/no/such%20place/");
    expect(await bridge.settled(id)).toMatchObject({ state: "deadLettered", code: "ROUTE_UNKNOWN" });
    expect((await bridge.deadLetterOf(id)).detail).toContain("no/such");
  });

  it.each(["GET", "PUT", "PATCH", "DELETE", "OPTIONS"])(
    "says that it takes POST only, not that it is not there: %s",
    async (method) => {
      const response = await fetch(`${world().bridgeUrl}/api/alerts/default`, { method });
      const { status, headers } = response;
      expectProblem(
        { status, headers, body: (await response.json()) as Problem },
        { status: 405, code: "METHOD_NOT_ALLOWED" },
      );
      expect(headers.get("allow")).toBe("POST");
    },
  );

  it.each([
    ["with its length", { "content-length": "1000" }],
    ["in chunks", { "transfer-encoding": "chunked" }],
  ])("tells a sender who does not finish, %s, to come back", async (_what, headers) => {
    const answer = await postRaw({ headers, pieces: [Buffer.from('{"schemaId":')], isUnfinished: true });
    expectProblem(answer, { status: 503, code: "ALERT_TOO_SLOW" });
    expect(answer.headers.get("retry-after")).toBe("5");
  });
});

describe("what can be asked", () => {
  it("says that it is alive", async () => {
    expect(await world().bridge.get("/api/health")).toMatchObject({ status: 200, body: { status: "alive" } });
  });

  it("says that alerts can be taken in, and how the connection is", async () => {
    expect(await world().bridge.ready()).toMatchObject({
      status: 200,
      body: {
        status: "ready",
        checks: [
          { name: "storage", status: "ok" },
          { name: "queue", status: "ok" },
          { name: "connection", status: "ok" },
        ],
      },
    });
  });

  it.each([
    ["/api/tickets/atb-00000000000000000000000000000000", 404, "NOT_FOUND"],
    ["/api/tickets/nonsense", 404, "NOT_FOUND"],
    ["/api/deliveries/nonsense", 404, "NOT_FOUND"],
    ["/api/dead-letters/nonsense", 404, "NOT_FOUND"],
    ["/api/tickets?limit=0", 400, "REQUEST_INVALID"],
    ["/api/tickets?limit=201", 400, "REQUEST_INVALID"],
    ["/api/dead-letters?limit=all", 400, "REQUEST_INVALID"],
  ] as const)("says what is wrong with GET %s", async (path, status, code) => {
    expectProblem(await world().bridge.get<Problem>(path), { status, code });
  });
});
