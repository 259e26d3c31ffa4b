import type { HttpHandler } from "@azure/functions";
import { describe, expect, it } from "vitest";

import {
  listDeadLetters,
  listTickets,
  showDeadLetter,
  showDelivery,
  showTicket,
} from "../../../functions/lookUp.ts";
import type { Bridge } from "../../../shared/bridge.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aRequest, anInvocation } from "../../support/builders/httpRequests.ts";

type Asked = readonly [query: keyof Bridge["queries"], ...args: readonly unknown[]];

/** A bridge that notes what it is asked, and answers that. */
function aBridge(error?: Error) {
  const asked: Asked[] = [];
  const noting =
    (query: keyof Bridge["queries"]) =>
    async (...args: unknown[]): Promise<never> => {
      asked.push([query, ...args]);
      if (error !== undefined) throw error;
      return { query } as never;
    };
  const queries: Bridge["queries"] = {
    tickets: noting("tickets"),
    ticket: noting("ticket"),
    delivery: noting("delivery"),
    deadLetters: noting("deadLetters"),
    deadLetter: noting("deadLetter"),
  };
  return { bridge: () => Promise.resolve({ queries }), asked };
}

async function get(handler: HttpHandler, path: string, params: Record<string, string> = {}) {
  const { context, logged } = anInvocation();
  const answer = (await handler(aRequest({ path, params }), context)) as { status: number; body: string };
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown>, logged };
}

const firstPage = { limit: 50, continuation: undefined };

describe("looking up", () => {
  it.each<[string, typeof listTickets, string, Record<string, string>, Asked]>([
    ["tickets", listTickets, "/api/tickets", {}, ["tickets", firstPage, undefined]],
    [
      "tickets by number",
      listTickets,
      "/api/tickets?number=INC1",
      {},
      ["tickets", firstPage, { by: "number", number: "INC1" }],
    ],
    [
      "tickets by alert id",
      listTickets,
      "/api/tickets?alertId=%2Falerts%2F1",
      {},
      ["tickets", firstPage, { by: "alertId", alertId: "/alerts/1" }],
    ],
    [
      "a page of tickets",
      listTickets,
      "/api/tickets?limit=200&continuation=x",
      {},
      ["tickets", { limit: 200, continuation: "x" }, undefined],
    ],
    [
      "a ticket",
      showTicket,
      "/api/tickets/atb-1?limit=1",
      { correlationId: "atb-1" },
      ["ticket", "atb-1", { limit: 1, continuation: undefined }],
    ],
    ["a delivery", showDelivery, "/api/deliveries/dlv-1", { id: "dlv-1" }, ["delivery", "dlv-1", firstPage]],
    [
      "dead letters",
      listDeadLetters,
      "/api/dead-letters?continuation=y",
      {},
      ["deadLetters", { status: "waiting" }, { limit: 50, continuation: "y" }],
    ],
    ["a dead letter", showDeadLetter, "/api/dead-letters/dl-1", { id: "dl-1" }, ["deadLetter", "dl-1"]],
  ])("%s asks the bridge for just that", async (_what, make, path, params, expected) => {
    const { bridge, asked } = aBridge();
    expect(await get(make(bridge), path, params)).toMatchObject({
      status: 200,
      body: { query: expected[0] },
    });
    expect(asked).toEqual([expected]);
  });

  it.each(["0", "201", "-1", "1.5", "all", "", "NaN", "Infinity", "1e3"])(
    "with limit=%s is refused",
    async (limit) => {
      const { bridge, asked } = aBridge();
      const { status, body } = await get(listTickets(bridge), `/api/tickets?limit=${limit}`);
      expect(status).toBe(400);
      expect(body).toMatchObject({
        code: "REQUEST_INVALID",
        detail: "limit is a whole number from 1 to 200",
      });
      expect(asked).toEqual([]);
    },
  );

  it("what is not there is 404 with a problem, and nothing for the log", async () => {
    const { bridge } = aBridge(new BridgeError("NOT_FOUND", 'No ticket has the correlation id "x"'));
    const { status, body, logged } = await get(showTicket(bridge), "/api/tickets/x", { correlationId: "x" });
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: "NOT_FOUND", detail: 'No ticket has the correlation id "x"' });
    expect(logged).toEqual([]);
  });

  it("never answers 500: a fault of ours is 503 without its text", async () => {
    const { bridge } = aBridge(new TypeError("hunter2"));
    const { status, body } = await get(listDeadLetters(bridge), "/api/dead-letters");
    expect({ status, code: body["code"] }).toEqual({ status: 503, code: "UNEXPECTED" });
    expect(JSON.stringify(body)).not.toContain("hunter2");
  });

  it("is 503 while the bridge cannot be made", async () => {
    const bridge = () => Promise.reject(new BridgeError("BRIDGE_STARTING", "not yet"));
    for (const make of [listTickets, showTicket, showDelivery, listDeadLetters, showDeadLetter]) {
      expect(await get(make(bridge), "/")).toMatchObject({ status: 503, body: { code: "BRIDGE_STARTING" } });
    }
  });
});
