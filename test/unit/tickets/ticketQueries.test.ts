import { describe, expect, it } from "vitest";

import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryTicketIndex } from "../../../shared/adapters/memory/memoryTicketIndex.ts";
import { memoryTicketStore } from "../../../shared/adapters/memory/memoryTicketStore.ts";
import { newDeliveryId } from "../../../shared/delivery/deliveryId.ts";
import { indexRowsFor } from "../../../shared/delivery/indexTicket.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { catalogue } from "../../../shared/failures/catalogue.ts";
import type { JournalEntry } from "../../../shared/journal/journal.ts";
import {
  listTickets,
  type QueryParts,
  showDelivery,
  showTicket,
} from "../../../shared/tickets/ticketQueries.ts";
import { aJournalEntry, aTicketRecord } from "../../support/contracts/storageBuilders.ts";

const idOf = (digit: string) => `atb-${digit.repeat(32)}`;
const page = { limit: 50 };

function aStock() {
  const store = memoryTicketStore();
  const index = memoryTicketIndex();
  const connections = memoryConnectionStates();
  const parts: QueryParts = {
    store,
    index,
    journal: store,
    connections,
    links: (connection, _kind, { id }) =>
      Promise.resolve(connection === "fabrikam" ? `https://fabrikam.example/${id}` : null),
  };
  return {
    parts,
    index,
    connections,
    put: async (record: TicketRecord, alertId: string | null = null) => {
      const stored = await store.read(record.correlationId);
      await store.write(record, stored?.version);
      await index.add(indexRowsFor(record, Object.keys(record.members), alertId));
    },
    append: (partition: string, entry: JournalEntry) => store.appendJournal(partition, entry),
  };
}

const aTicket = (digit: string, minute: number, overrides: Partial<TicketRecord> = {}) =>
  aTicketRecord({
    correlationId: idOf(digit),
    ref: { id: `id-${digit}`, number: `INC000000${digit}` },
    openedAtUtc: `2026-03-01T12:0${minute}:00.000Z`,
    ...overrides,
  });

describe("the list of tickets", () => {
  it("has the newest first, page by page", async () => {
    const { parts, put } = aStock();
    for (const minute of [2, 0, 1]) await put(aTicket(String(minute + 1), minute));

    const first = await listTickets(parts, { limit: 2 });
    expect(first.tickets.map(({ number }) => number)).toEqual(["INC0000003", "INC0000002"]);
    const second = await listTickets(parts, { limit: 2, continuation: first.continuation ?? undefined });
    expect(second.tickets.map(({ number }) => number)).toEqual(["INC0000001"]);
    expect(second.continuation).toBeNull();
  });

  it("names a ticket once, however many generations it has had", async () => {
    const { parts, put } = aStock();
    await put(aTicket("1", 0));
    await put(aTicket("1", 5, { generation: 2, ref: { id: "id-2", number: "INC0000002" } }));
    const { tickets } = await listTickets(parts, page);
    expect(tickets).toMatchObject([{ number: "INC0000002", generation: 2 }]);
  });

  it("finds a ticket by its number, in any case, and by a former generation's", async () => {
    const { parts, put } = aStock();
    await put(aTicket("1", 0));
    await put(aTicket("1", 5, { generation: 2, ref: { id: "id-2", number: "INC0000002" } }));
    for (const number of ["inc0000002", "INC0000001"]) {
      const { tickets, continuation } = await listTickets(parts, page, { by: "number", number });
      expect(tickets).toMatchObject([{ number: "INC0000002" }]);
      expect(continuation).toBeNull();
    }
    expect((await listTickets(parts, page, { by: "number", number: "INC9" })).tickets).toEqual([]);
  });

  it("finds every ticket of an alert by its id, in any case", async () => {
    const { parts, put } = aStock();
    await put(aTicket("1", 0), "/Alerts/Contoso-1");
    await put(aTicket("2", 1), "/Alerts/Contoso-1");
    const { tickets } = await listTickets(parts, page, { by: "alertId", alertId: "/alerts/CONTOSO-1" });
    expect(tickets.map(({ number }) => number).sort()).toEqual(["INC0000001", "INC0000002"]);
  });

  it("leaves out what only the index remembers", async () => {
    const { parts, index } = aStock();
    await index.add(indexRowsFor(aTicket("1", 0), [], null));
    expect(await listTickets(parts, page)).toEqual({ tickets: [], continuation: null });
  });
});

describe("a ticket", () => {
  const firing = { condition: "fired", newestAtUtc: "2026-03-01T12:00:00.000Z" } as const;
  const over = { condition: "resolved", newestAtUtc: "2026-03-01T12:00:00.000Z" } as const;

  it("is shown with its link, how many alerts it has, and what happened to it", async () => {
    const { parts, put, append } = aStock();
    await put(aTicket("1", 0, { members: { a: firing, b: over, c: firing } }));
    await append(idOf("1"), aJournalEntry());
    expect(await showTicket(parts, idOf("1"), page)).toMatchObject({
      ticket: {
        correlationId: idOf("1"),
        number: "INC0000001",
        url: "https://fabrikam.example/id-1",
        members: 3,
        firing: 2,
        pending: null,
      },
      entries: [aJournalEntry()],
      continuation: null,
    });
  });

  it("has no number and no link while there is nothing at the partner, and says what is being done", async () => {
    const { parts, put } = aStock();
    const { ref: _ref, ...record } = aTicket("1", 0, {
      state: "none",
      pending: {
        kind: "create",
        id: "mark1",
        startedAtUtc: "2026-03-01T12:00:00.000Z",
        deliveryId: "dlv-1",
        after: { generation: 1, state: "open", members: {} },
        envelope: "the whole message",
      },
    });
    await put(record);
    const { ticket } = await showTicket(parts, idOf("1"), page);
    expect(ticket).toMatchObject({
      number: null,
      url: null,
      state: "none",
      pending: { kind: "create", startedAtUtc: "2026-03-01T12:00:00.000Z" },
    });
    expect(JSON.stringify(ticket)).not.toContain("the whole message");
  });

  it("has no link where its connection is gone", async () => {
    const { parts, put } = aStock();
    await put(aTicket("1", 0, { connection: "former" }));
    expect((await showTicket(parts, idOf("1"), page)).ticket).toMatchObject({
      number: "INC0000001",
      url: null,
    });
  });

  it.each([idOf("9"), "", "INC0000001", `${idOf("1")}\0`])("is not found as %j", async (correlationId) => {
    const { parts, put } = aStock();
    await put(aTicket("1", 0));
    await expect(showTicket(parts, correlationId, page)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a delivery", () => {
  const deliveryId = newDeliveryId({
    correlationId: idOf("1"),
    nowMs: Date.parse("2026-03-01T12:00:00.000Z"),
    randomHex: "00112233445566778899",
  });
  type End = { readonly outcome: string; readonly because: string; readonly ticketNumber?: string };

  /** The journal of its attempts, one for each end. */
  async function deliveredAs(...ends: readonly End[]) {
    const stock = aStock();
    await stock.put(aTicket("1", 0));
    for (const [place, end] of ends.entries()) {
      const atUtc = `2026-03-01T12:00:0${place}.000Z`;
      const steps = [{ step: "ended", atUtc, ...end }] as const;
      await stock.append(idOf("1"), aJournalEntry({ deliveryId, attempt: place + 1, atUtc, steps }));
    }
    await stock.append(
      idOf("1"),
      aJournalEntry({ deliveryId: "dlv-other", atUtc: "2026-03-01T13:00:00.000Z" }),
    );
    return stock.parts;
  }
  const { title, cause, resolution, owner } = catalogue.SERVICENOW_BUSY;
  const whatBusyMeans = { title, cause, resolution, owner };
  const retrying = { outcome: "retrying", because: "429", nextAttemptAtUtc: "2026-03-01T12:00:05.000Z" };
  const delivered = { outcome: "delivered", because: "first of its kind", ticketNumber: "INC0000001" };
  const duplicate = { outcome: "skipped", because: "duplicate", ticketNumber: "INC0000001" };

  it.each([
    {
      when: "nothing is written about it yet",
      ends: [],
      is: { state: "waiting", because: null, ticket: null },
    },
    {
      when: "it is to be tried again",
      ends: [retrying],
      is: { state: "retrying", because: "429", nextAttemptAtUtc: "2026-03-01T12:00:05.000Z" },
    },
    {
      when: "it was tried again with success",
      ends: [retrying, delivered],
      is: { state: "delivered", because: "first of its kind", nextAttemptAtUtc: null },
    },
    {
      when: "it is a duplicate of another",
      ends: [duplicate],
      is: { state: "skipped", because: "duplicate" },
    },
    {
      when: "it came once more after it was delivered, for that makes no duplicate of it",
      ends: [delivered, duplicate],
      is: { state: "delivered", because: "first of its kind" },
    },
    {
      when: "no attempt is left",
      ends: [retrying, { outcome: "deadLettered", because: "429", code: "SERVICENOW_BUSY" }],
      is: { state: "deadLettered", code: "SERVICENOW_BUSY", nextAttemptAtUtc: null, failure: whatBusyMeans },
    },
    {
      when: "a later release ended it in a way that this one does not know",
      ends: [{ outcome: "shared", because: "a colleague wanted it" }],
      is: { state: "waiting", because: "a colleague wanted it" },
    },
  ])("is $is.state when $when", async ({ ends, is }) => {
    const view = await showDelivery(await deliveredAs(...ends), deliveryId, page);
    expect(view).toMatchObject({
      id: deliveryId,
      correlationId: idOf("1"),
      receivedAtUtc: "2026-03-01T12:00:00.000Z",
    });
    expect(view).toMatchObject(is);
    expect(view.entries).toHaveLength(ends.length);
  });

  it("that waits for its connection may go when that has rested, as far as is known now", async () => {
    const { parts, append, connections } = aStock();
    const atUtc = "2026-03-01T12:00:00.000Z";
    const routed = {
      step: "routed",
      atUtc,
      route: "default",
      connection: "fabrikam",
      workItemKind: "incident",
    } as const;
    const waits = { step: "ended", atUtc, outcome: "putBack", because: "paused" } as const;
    const steps = [routed, { ...waits, nextAttemptAtUtc: "2026-03-01T12:00:05.000Z" }];
    await append(idOf("1"), aJournalEntry({ deliveryId, atUtc, steps }));
    expect(await showDelivery(parts, deliveryId, page)).toMatchObject({
      nextAttemptAtUtc: "2026-03-01T12:00:05.000Z",
    });

    const pause = {
      code: "SERVICENOW_TOKEN_REFUSED",
      detail: "",
      sinceUtc: atUtc,
      untilUtc: "2026-03-01T13:00:00.000Z",
      failedProbes: 3,
      isParked: true,
    } as const;
    await connections.write({ v: 1, connection: "fabrikam", pause }, undefined);
    expect(await showDelivery(parts, deliveryId, page)).toMatchObject({ nextAttemptAtUtc: pause.untilUtc });
  });

  it("stands as it does, whichever page of its journal is asked for", async () => {
    const parts = await deliveredAs(retrying, delivered, duplicate);
    let continuation: string | undefined;
    const seen: unknown[] = [];
    do {
      const view = await showDelivery(parts, deliveryId, { limit: 1, continuation });
      expect(view.entries).toHaveLength(1);
      seen.push(view.state);
      continuation = view.continuation ?? undefined;
    } while (continuation !== undefined);
    expect(seen).toEqual(["delivered", "delivered", "delivered"]);
  });

  it("links to its ticket while that is the current one, and only names it afterwards", async () => {
    const parts = await deliveredAs(delivered);
    const { ticket } = await showDelivery(parts, deliveryId, page);
    expect(ticket).toEqual({ number: "INC0000001", kind: "incident", url: "https://fabrikam.example/id-1" });

    const former = await deliveredAs({ ...delivered, ticketNumber: "INC0000000" });
    const view = await showDelivery(former, deliveryId, page);
    expect(view.ticket).toEqual({ number: "INC0000000", kind: "incident", url: null });
  });

  it.each(["", "dlv-x", deliveryId.slice(0, -1), deliveryId.replace("1", "2"), idOf("1")])(
    "is not found as %j",
    async (id) => {
      await expect(showDelivery(aStock().parts, id, page)).rejects.toMatchObject({ code: "NOT_FOUND" });
    },
  );

  it("without a ticket has its journal to itself", async () => {
    const { parts, append } = aStock();
    const alone = newDeliveryId({ correlationId: null, nowMs: 0, randomHex: "00112233445566778899" });
    const end = {
      step: "ended",
      atUtc: "1970-01-01T00:00:01.000Z",
      outcome: "unrouted",
      because: "no route wants it",
    } as const;
    await append(alone, aJournalEntry({ deliveryId: alone, steps: [end] }));
    expect(await showDelivery(parts, alone, page)).toMatchObject({
      state: "unrouted",
      correlationId: null,
      ticket: null,
      because: "no route wants it",
    });
  });
});
