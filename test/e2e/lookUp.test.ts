import { beforeAll, describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { stepsOf } from "../support/world/bridgeApi.ts";
import { useWorld } from "../support/world/useWorld.ts";
import type { DeliveryView } from "../../shared/tickets/deliveryView.ts";

const world = useWorld();
const count = 7;
let delivered: DeliveryView[] = [];
let unknown: DeliveryView[] = [];

beforeAll(async () => {
  const { bridge } = world();
  const series = anAlertSeries();
  delivered = [];
  unknown = [];
  for (let sequence = 1; sequence <= count; sequence++) {
    delivered.push(await bridge.deliver(series.fired({ sequence })));
    unknown.push(await bridge.deliver(series.fired({ sample: "unknown", sequence })));
  }
  for (const { id } of unknown) await bridge.deadLetterOf(id);
});

type PageOf<Row> = { readonly rows: readonly Row[]; readonly continuation: string | null };

async function allPages<Row>(limit: number, ask: (query: string) => Promise<PageOf<Row>>): Promise<Row[][]> {
  const pages: Row[][] = [];
  let query = `?limit=${limit}`;
  for (;;) {
    const { rows, continuation } = await ask(query);
    if (rows.length > 0) pages.push([...rows]);
    if (continuation === null) return pages;
    query = `?limit=${limit}&continuation=${encodeURIComponent(continuation)}`;
  }
}

describe("the list of tickets", () => {
  it("comes in pages, newest first, each ticket once", async () => {
    const { bridge } = world();
    const pages = await allPages(3, async (query) => {
      const { tickets, continuation } = await bridge.tickets(query);
      return { rows: tickets, continuation };
    });
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(pages.flat().map(({ number }) => number)).toEqual(
      delivered.map(({ ticket }) => ticket?.number).reverse(),
    );
  });

  it("finds a ticket by its number and by its alert, however that is written", async () => {
    const { bridge } = world();
    const [view] = delivered;
    const { correlationId } = view!;
    const byNumber = await bridge.tickets(`?number=${view?.ticket?.number}`);
    expect(byNumber.tickets).toMatchObject([{ correlationId, state: "open" }]);

    const alertId = stepsOf(view!, "recognised")[0]?.alertId ?? "";
    for (const id of [alertId, alertId.toUpperCase()]) {
      const byAlert = await bridge.tickets(`?alertId=${encodeURIComponent(id)}`);
      expect(byAlert.tickets).toMatchObject([{ correlationId }]);
    }
    expect(await bridge.tickets("?number=INC9999999")).toEqual({ tickets: [], continuation: null });
  });
});

describe("one ticket", () => {
  it("shows what happened to it, step by step", async () => {
    const { bridge } = world();
    const [view] = delivered;
    const { ticket, entries } = await bridge.ticket(view?.correlationId ?? "");
    expect(ticket).toMatchObject({
      number: view?.ticket?.number,
      url: expect.stringContaining(`${world().sandbox.url}/incident.do?sys_id=`) as unknown,
      route: "default",
      connection: "servicenow",
      generation: 1,
      severity: 2,
      pending: null,
    });
    expect(entries).toEqual(view?.entries);
  });
});

describe("one delivery", () => {
  it("tells the way of the alert from its arrival to the incident", () => {
    const [{ entries } = { entries: [] }] = delivered;
    const steps = entries.flatMap((entry) => entry.steps);
    // The first alert of all also needs a token.
    expect(steps.map(({ step }) => step)).toEqual([
      ...["received", "recognised", "routed", "planned", "called", "called", "ended"],
    ]);
    expect(steps.at(-1)).toMatchObject({
      outcome: "delivered",
      because: "first of its kind",
      ticketNumber: delivered[0]?.ticket?.number,
    });
  });

  it("costs one call to ServiceNow for a new alert", () => {
    const calls = delivered.slice(1).map((view) => stepsOf(view, "called"));
    expect(calls.map((made) => made.map(({ method, status }) => `${method} ${status}`))).toEqual(
      calls.map(() => ["POST 201"]),
    );
  });

  it("holds no secret", () => {
    const text = JSON.stringify([delivered, world().log]);
    expect(text).not.toMatch(/Contoso-integration-1|contoso-client-secret|Bearer |AccountKey/);
    for (const { token } of world().sandbox.records("oauth_credential")) {
      expect(text).not.toContain(token);
    }
  });
});

describe("the list of dead letters", () => {
  it("comes in pages, newest first, each letter once", async () => {
    const { bridge } = world();
    const pages = await allPages(3, async (query) => {
      const { deadLetters, continuation } = await bridge.deadLetters(query);
      return { rows: deadLetters, continuation };
    });
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
    expect(pages.flat().map(({ deliveryId }) => deliveryId)).toEqual(unknown.map(({ id }) => id).reverse());
  });
});
