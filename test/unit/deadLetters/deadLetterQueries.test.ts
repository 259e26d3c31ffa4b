import { describe, expect, it } from "vitest";

import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryTicketStore } from "../../../shared/adapters/memory/memoryTicketStore.ts";
import { listDeadLetters, showDeadLetter } from "../../../shared/deadLetters/deadLetterQueries.ts";
import { catalogue, type ErrorCode } from "../../../shared/failures/catalogue.ts";
import { newDeliveryId } from "../../../shared/delivery/deliveryId.ts";
import {
  aDeadLetter,
  aJournalEntry,
  anEnvelope,
  anExchange,
} from "../../support/contracts/storageBuilders.ts";

async function aStoreWith(...letters: readonly ReturnType<typeof aDeadLetter>[]) {
  const store = memoryDeadLetterStore();
  for (const letter of letters) await store.put(letter);
  return store;
}

const all = { status: "waiting" } as const;

function partsOf(store: Awaited<ReturnType<typeof aStoreWith>>, journal = memoryTicketStore()) {
  return { store, journal, stateOf: () => Promise.reject(new Error("It was not replayed")) };
}

describe("the list of dead letters", () => {
  it("has the newest first, page by page, without the messages", async () => {
    const store = await aStoreWith(...["dl-1", "dl-3", "dl-2"].map((id) => aDeadLetter({ id })));
    const first = await listDeadLetters(store, all, { limit: 2 });
    expect(first.deadLetters.map(({ id }) => id)).toEqual(["dl-3", "dl-2"]);
    expect(first.deadLetters[0]).not.toHaveProperty("envelope");
    const second = await listDeadLetters(store, all, {
      limit: 2,
      continuation: first.continuation ?? undefined,
    });
    expect(second).toMatchObject({ deadLetters: [{ id: "dl-1" }], continuation: null });
  });

  it("says what every code means, and what to do", async () => {
    const codes = Object.keys(catalogue) as ErrorCode[];
    const store = await aStoreWith(...codes.map((code) => aDeadLetter({ id: `dl-${code}`, code })));
    const { deadLetters } = await listDeadLetters(store, all, { limit: 200 });
    expect(deadLetters).toHaveLength(codes.length);
    for (const { code, title, cause, resolution, owner } of deadLetters) {
      const { title: expected } = catalogue[code];
      expect({ title, isWhole: [cause, resolution, owner].every((text) => text !== "") }).toEqual({
        title: expected,
        isWhole: true,
      });
    }
  });
});

describe("a dead letter", () => {
  it("is shown with its message", async () => {
    const store = await aStoreWith(aDeadLetter({ id: "dl-1", envelope: anEnvelope({ attempt: 3 }) }));
    expect(await showDeadLetter(partsOf(store), "dl-1")).toMatchObject({
      deliveryId: "dlv-contoso-1",
      correlationId: "atb-0123456789abcdef0123456789abcdef",
      attempts: 3,
      envelope: anEnvelope({ attempt: 3 }),
      raw: null,
    });
  });

  it("is shown with what was asked and answered at last, and with what was tried before", async () => {
    const deliveryId = newDeliveryId({ correlationId: null, nowMs: 0, randomHex: "0123456789ab" });
    const store = await aStoreWith(
      aDeadLetter({ id: "dl-1", exchange: anExchange(), envelope: anEnvelope({ deliveryId }) }),
    );
    const journal = memoryTicketStore();
    await journal.appendJournal(deliveryId, aJournalEntry({ deliveryId }));
    await journal.appendJournal(deliveryId, aJournalEntry({ deliveryId: "dlv-another" }));

    expect(await showDeadLetter(partsOf(store, journal), "dl-1")).toMatchObject({
      exchange: anExchange(),
      tried: [{ attempt: 1, outcome: "delivered" }],
    });
  });

  it("of a message that was not routed has no correlation id", async () => {
    const { v, deliveryId, receivedAtUtc, body, attempt } = anEnvelope();
    const envelope = { v, kind: "received", deliveryId, receivedAtUtc, body, attempt, route: null } as const;
    const store = await aStoreWith(aDeadLetter({ id: "dl-1", envelope }));
    expect(await showDeadLetter(partsOf(store), "dl-1")).toMatchObject({ deliveryId, correlationId: null });
  });

  it("of what was no message shows it as it came", async () => {
    const store = await aStoreWith(aDeadLetter({ id: "dl-1", envelope: undefined, raw: "<xml/>" }));
    expect(await showDeadLetter(partsOf(store), "dl-1")).toMatchObject({
      deliveryId: null,
      correlationId: null,
      attempts: null,
      envelope: null,
      raw: "<xml/>",
    });
  });

  it.each(["", "dl-2", "../dl-1"])("is not found as %j", async (id) => {
    const store = await aStoreWith(aDeadLetter({ id: "dl-1" }));
    await expect(showDeadLetter(partsOf(store), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
