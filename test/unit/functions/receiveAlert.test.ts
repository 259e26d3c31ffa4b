import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { makeAdmission } from "../../../functions/admission.ts";
import { longestBodyBytes } from "../../../functions/readBody.ts";
import { receiveAlert } from "../../../functions/receiveAlert.ts";
import type { Bridge } from "../../../shared/bridge.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { catalogue } from "../../../shared/failures/catalogue.ts";
import { aRequest, anInvocation } from "../../support/builders/httpRequests.ts";

type Accept = Bridge["accept"];

/** The webhook in front of a bridge that accepts everything, unless told otherwise. */
function aWebhook(accept?: Accept) {
  const accepted: { body: string; route: string | null }[] = [];
  const handler = receiveAlert(() =>
    Promise.resolve({
      accept:
        accept ??
        (async (body, route) => {
          accepted.push({ body, route });
          return [{ id: "dlv-1", correlationId: "atb-1" }];
        }),
    }),
  );
  return { handler, accepted };
}

async function answerOf(handler: ReturnType<typeof receiveAlert>, request: Parameters<typeof aRequest>[0]) {
  const { context, logged } = anInvocation();
  const { status, headers, body } = (await handler(aRequest(request), context)) as {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
  return { status, headers: new Headers(headers), body: JSON.parse(body) as Record<string, unknown>, logged };
}

/** So many bytes in pieces of 64 KiB, of which it counts how many were asked for. */
function inChunks(bytes: number) {
  const piece = new Uint8Array(64 * 1024).fill(32);
  const counted = { sentBytes: 0, isCancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const next = piece.subarray(0, Math.min(piece.length, bytes - counted.sentBytes));
      if (next.length === 0) controller.close();
      else controller.enqueue(next);
      counted.sentBytes += next.length;
    },
    cancel: () => void (counted.isCancelled = true),
  });
  return { stream, counted };
}

describe("the webhook", () => {
  it("answers 202 with the deliveries once the bridge has taken the alert in", async () => {
    const { handler, accepted } = aWebhook();
    const { status, headers, body } = await answerOf(handler, { body: '{"a":1}' });
    expect(status).toBe(202);
    expect(body).toEqual({ deliveries: [{ id: "dlv-1", correlationId: "atb-1" }] });
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(accepted).toEqual([{ body: '{"a":1}', route: null }]);
  });

  it("hands on the route in its address", async () => {
    const { handler, accepted } = aWebhook();
    await answerOf(handler, { body: "{}", params: { route: "databases" } });
    expect(accepted).toMatchObject([{ route: "databases" }]);
  });

  it.each([
    ["with its length", { "content-length": "31" }],
    ["in chunks", {}],
  ])("takes a body as it is, %s", async (_what, headers: Record<string, string>) => {
    const body = '{"text":"zażółć 漢字 🔥 \\u0000"}';
    const { handler, accepted } = aWebhook();
    await answerOf(handler, { body, headers });
    expect(accepted).toMatchObject([{ body }]);
  });

  it("reads a character that is cut in two by a chunk", async () => {
    const bytes = new TextEncoder().encode('"🔥"');
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
        controller.close();
      },
    });
    const { handler, accepted } = aWebhook();
    await answerOf(handler, { body: stream });
    expect(accepted).toMatchObject([{ body: '"🔥"' }]);
  });

  it.each([
    ["declared", { "content-length": String(longestBodyBytes) }],
    ["in chunks", {}],
  ])("takes a body of exactly 1 MiB, %s", async (_what, headers: Record<string, string>) => {
    const { handler, accepted } = aWebhook();
    const { status } = await answerOf(handler, { body: inChunks(longestBodyBytes).stream, headers });
    expect(status).toBe(202);
    expect(accepted[0]?.body).toHaveLength(longestBodyBytes);
  });

  it("refuses a body that is declared too long, without reading it", async () => {
    const { handler, accepted } = aWebhook();
    const { stream, counted } = inChunks(longestBodyBytes);
    const headers = { "content-length": String(longestBodyBytes + 1) };
    const { status, body } = await answerOf(handler, { body: stream, headers });
    expect({ status, code: body["code"] }).toEqual({ status: 413, code: "ALERT_TOO_LARGE" });
    expect(counted.sentBytes).toBeLessThanOrEqual(64 * 1024);
    expect(accepted).toEqual([]);
  });

  it("stops reading a body in chunks once it is too long", async () => {
    const { handler } = aWebhook();
    const { stream, counted } = inChunks(100 * longestBodyBytes);
    const { status, body } = await answerOf(handler, { body: stream });
    expect({ status, code: body["code"] }).toEqual({ status: 413, code: "ALERT_TOO_LARGE" });
    expect(counted.sentBytes).toBeLessThan(longestBodyBytes + 4 * 64 * 1024);
    expect(counted.isCancelled).toBe(true);
  });

  it.each([
    ["STORAGE_UNAVAILABLE", 503, "5"],
    ["ALERT_NOT_JSON", 400, null],
    ["BRIDGE_STARTING", 503, "5"],
  ] as const)("answers %s with %i and a problem that says what to do", async (code, status, retryAfter) => {
    const { handler } = aWebhook(() => Promise.reject(new BridgeError(code, "the detail")));
    const answer = await answerOf(handler, { body: "{}" });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("retry-after")).toBe(retryAfter);
    expect(answer.body).toMatchObject({
      type: `urn:azure-ticket-bridge:failure:${code}`,
      status,
      code,
      detail: "the detail",
      resolution: expect.stringMatching(/./) as string,
    });
  });

  it("says when to come back as whoever is asked for says it", async () => {
    const busy = new BridgeError("STORAGE_UNAVAILABLE", "busy", { retryAfterMs: 29_001 });
    const { handler } = aWebhook(() => Promise.reject(busy));
    expect((await answerOf(handler, { body: "{}" })).headers.get("retry-after")).toBe("30");
  });

  it.each<[string, unknown]>([
    ["an error", new TypeError("password=hunter2 in undefined")],
    ["a text", "password=hunter2"],
    ["nothing", undefined],
  ])("never answers 500: when %s is thrown, 503 without its text", async (_what, thrown) => {
    const { handler } = aWebhook(async () => {
      throw thrown;
    });
    const { status, headers, body, logged } = await answerOf(handler, { body: "{}" });
    expect({ status, code: body["code"] }).toEqual({ status: 503, code: "UNEXPECTED" });
    expect(headers.get("retry-after")).toBe("5");
    expect(JSON.stringify(body)).not.toContain("hunter2");
    expect(logged, "the log has it").toHaveLength(1);
  });

  it("never answers 500: when the sender goes away in the middle, 503", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("gone")),
    });
    const { handler, accepted } = aWebhook();
    expect((await answerOf(handler, { body: broken })).status).toBe(503);
    expect(accepted).toEqual([]);
  });

  it("does not log what a sender did wrong, nor any body", async () => {
    const { handler } = aWebhook(() => Promise.reject(new BridgeError("ALERT_NOT_JSON", "at position 3")));
    expect((await answerOf(handler, { body: "the text of the alert" })).logged).toEqual([]);
    const failing = aWebhook(() => Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "away")));
    const { logged } = await answerOf(failing.handler, { body: "the text of the alert" });
    expect(logged).toEqual([expect.stringMatching(/^error http\.refused STORAGE_UNAVAILABLE away /)]);
    expect(logged[0]).toContain(catalogue.STORAGE_UNAVAILABLE.resolution);
    expect(logged[0]).toContain("docs/errors/STORAGE_UNAVAILABLE.md");
  });
});

describe("the webhook of a bridge that cannot be made", () => {
  it("answers 503, with why", async () => {
    const why = new BridgeError("BRIDGE_STARTING", "The settings cannot be used");
    const handler = receiveAlert(() => Promise.reject(why));
    const { status, headers, body } = await answerOf(handler, { body: "{}" });
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("5");
    expect(body).toMatchObject({ code: "BRIDGE_STARTING", detail: "The settings cannot be used" });
  });

  it("answers 503 before the sender loses patience, if making it takes too long", async () => {
    vi.useFakeTimers();
    try {
      const handler = receiveAlert(() => new Promise(() => undefined));
      const answered = answerOf(handler, { body: "{}" });
      await vi.advanceTimersByTimeAsync(2_500);
      expect(await answered).toMatchObject({ status: 503, body: { code: "BRIDGE_STARTING" } });
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves no timer behind when it was made in time", async () => {
    vi.useFakeTimers();
    try {
      await answerOf(aWebhook().handler, { body: "{}" });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("the webhook's one limit for everything, counted from the arrival", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ["with its length", { "content-length": "100" }],
    ["in chunks", {}],
  ])("answers 503 to a sender who does not finish, %s", async (_what, headers: Record<string, string>) => {
    const { handler, accepted } = aWebhook();
    const trickling = new ReadableStream<Uint8Array>({ start: (at) => at.enqueue(new Uint8Array([123])) });
    const answered = answerOf(handler, { body: trickling, headers });
    await vi.advanceTimersByTimeAsync(2_500);
    const { status, body, headers: answerHeaders } = await answered;
    expect({ status, code: body["code"] }).toEqual({ status: 503, code: "ALERT_TOO_SLOW" });
    expect(answerHeaders.get("retry-after")).toBe("5");
    expect(accepted).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("answers 503 while storage stays silent, and tells storage's caller to give up", async () => {
    const given: (AbortSignal | undefined)[] = [];
    const { handler } = aWebhook((_body, _route, within) => {
      given.push(within);
      return new Promise(() => undefined);
    });
    const answered = answerOf(handler, { body: "{}" });
    await vi.advanceTimersByTimeAsync(2_499);
    expect(given.map((signal) => signal?.aborted)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await answered).toMatchObject({ status: 503, body: { code: "STORAGE_UNAVAILABLE" } });
    expect(given.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it("is one for the body, the start and storing together", async () => {
    const { promise: body, resolve: finishBody } = Promise.withResolvers<undefined>();
    const { promise: start, resolve: finishStart } = Promise.withResolvers<Pick<Bridge, "accept">>();
    const handler = receiveAlert(() => start);
    const slow = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await body;
        controller.enqueue(new TextEncoder().encode("{}"));
        controller.close();
      },
    });
    const answered = answerOf(handler, { body: slow });
    await vi.advanceTimersByTimeAsync(1_200);
    finishBody(undefined);
    await vi.advanceTimersByTimeAsync(1_200);
    finishStart({ accept: () => new Promise(() => undefined) });
    await vi.advanceTimersByTimeAsync(100);
    expect(await answered).toMatchObject({ status: 503, body: { code: "STORAGE_UNAVAILABLE" } });
  });
});

describe("the webhook under more than it can answer in time", () => {
  it("answers 503 at once to the rest, and takes in again what comes later", async () => {
    const { promise: stored, resolve: store } = Promise.withResolvers<undefined>();
    const { handler } = aWebhook(async () => {
      await stored;
      return [];
    });
    const taken = Array.from({ length: 400 }, () => answerOf(handler, { body: "{}" }));
    const refused = await answerOf(handler, { body: "{}" });
    expect(refused).toMatchObject({ status: 503, body: { code: "BRIDGE_BUSY" } });
    expect(refused.headers.get("retry-after")).toBe("5");
    store(undefined);
    expect(new Set((await Promise.all(taken)).map(({ status }) => status))).toEqual(new Set([202]));
    expect((await answerOf(handler, { body: "{}" })).status).toBe(202);
  });

  it.each([
    ["the room they take together is used up", 40, 30, true],
    ["they fit", 40, 24, false],
    ["one alone is larger than all the room", undefined, 500, false],
  ])("counts bytes, too: %s", (_what, first, second, isRefused) => {
    const admit = makeAdmission({ mostRequests: 10, mostBytes: 64 });
    const request = (bytes: number) => aRequest({ headers: { "content-length": String(bytes) } });
    if (first !== undefined) admit(request(first));
    const trying = () => admit(request(second));
    if (isRefused) expect(trying).toThrow(BridgeError);
    else expect(trying).not.toThrow();
  });
});

describe("what is no POST at the webhook's address", () => {
  it.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"] as const)(
    "is answered with 405 and what would be allowed, never with 404: %s",
    async (method) => {
      const { handler, accepted } = aWebhook();
      const { status, headers, body } = await answerOf(handler, { method });
      expect({ status, code: body["code"] }).toEqual({ status: 405, code: "METHOD_NOT_ALLOWED" });
      expect(headers.get("allow")).toBe("POST");
      expect(accepted).toEqual([]);
    },
  );

  it("is taken for no route, if the last part of the path is empty", async () => {
    const { handler, accepted } = aWebhook();
    await answerOf(handler, { body: "{}", params: { route: "" } });
    expect(accepted).toMatchObject([{ route: null }]);
  });
});
