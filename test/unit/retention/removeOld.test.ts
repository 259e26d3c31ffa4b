import { describe, expect, it } from "vitest";

import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryPendingAuthorisations } from "../../../shared/adapters/memory/memoryPendingAuthorisations.ts";
import { emptyShelves, memoryStoredHistory } from "../../../shared/adapters/memory/memoryStoredHistory.ts";
import { memoryStormWindows } from "../../../shared/adapters/memory/memoryStormWindows.ts";
import { memoryTicketIndex } from "../../../shared/adapters/memory/memoryTicketIndex.ts";
import { memoryTicketStore } from "../../../shared/adapters/memory/memoryTicketStore.ts";
import { memoryTrials } from "../../../shared/adapters/memory/memoryTrials.ts";
import { noCalls } from "../../../shared/connections/connectionState.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { removeOld } from "../../../shared/retention/removeOld.ts";
import { anInstance } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aSignInLink } from "../../support/contracts/pendingAuthorisationsContract.ts";
import { aDeadLetter, aJournalEntry, aTicketRecord } from "../../support/contracts/storageBuilders.ts";

const dayMs = 24 * 60 * 60_000;
const policy = {
  journalMs: 90 * dayMs,
  bodiesMs: 30 * dayMs,
  deadLettersMs: 180 * dayMs,
  waitingDeadLettersMs: 400 * dayMs,
  closedTicketsMs: 400 * dayMs,
  leftoversMs: 30 * dayMs,
};

/** A bridge over memory whose nights a test can let pass. */
function aKeptWorld() {
  const shelves = emptyShelves();
  const world = aDeliveryWorld();
  const store = memoryTicketStore(shelves.contents);
  Object.assign(world.parts, { store, index: memoryTicketIndex(shelves.indexRows) });
  const letters = memoryDeadLetterStore();
  const signInLinks = memoryPendingAuthorisations();
  const history = memoryStoredHistory(shelves);
  const parts = { history, store, signInLinks, letters, clock: world.clock, policy };
  return {
    ...world,
    ...shelves,
    store,
    letters,
    signInLinks,
    write: async (differences: Partial<TicketRecord>) => {
      const record = aTicketRecord(differences);
      await store.write(record, (await store.read(record.correlationId))?.version);
    },
    night: (limitMs = 60_000) => removeOld(parts, limitMs),
    passDays: (days: number) => world.clock.advanceMs(days * dayMs),
  };
}

const nothing = {
  ...{ journalEntries: 0, bodies: 0, deadLetters: 0, tickets: 0, indexRows: 0, leftovers: 0 },
  signInLinks: 0,
  isComplete: true,
};

describe("what is old", () => {
  it("is removed once it has been kept for as long as the policy says, and once only", async () => {
    const { bring, partner, night, passDays, contents, indexRows } = aKeptWorld();
    await bring();
    await bring({ condition: "resolved" });
    partner.only().state = "closed";

    passDays(89);
    expect(await night()).toEqual(nothing);
    passDays(2);
    expect(await night()).toEqual({ ...nothing, journalEntries: 2 });
    passDays(310);
    expect(await night()).toEqual({ ...nothing, tickets: 1, indexRows: 4 });
    expect([...contents.journals.values()].flatMap((journal) => [...journal])).toEqual([]);
    expect(indexRows.size).toBe(0);
    expect(await night()).toEqual(nothing);
  });

  it.each<[string, Partial<TicketRecord>]>([
    ["is open", { state: "open" }],
    [
      "has an action pending",
      {
        state: "closed",
        pending: {
          ...{ kind: "note", id: "a", startedAtUtc: "2026-03-01T12:00:00.000Z", deliveryId: "dlv-1" },
          after: { generation: 1, state: "open", members: {} },
          envelope: "{}",
        },
      },
    ],
    ["owes something", { state: "closed", owes: "resolve" }],
    ["is claimed", { state: "closed", claim: { untilUtc: "2999-01-01T00:00:00.000Z", deliveryId: "dlv-1" } }],
  ])("is kept for ever, journal and all, of a ticket that %s", async (_what, differences) => {
    const { write, store, night, passDays } = aKeptWorld();
    await write(differences);
    const { correlationId } = aTicketRecord();
    await store.appendJournal(correlationId, aJournalEntry());
    passDays(5_000);
    expect(await night()).toEqual(nothing);
  });

  it("is kept, journal and all, of a ticket that belongs to a storm whose own ticket is open", async () => {
    const { write, store, night, passDays } = aKeptWorld();
    const storm = `atb-${"5".repeat(32)}`;
    await write({ correlationId: storm, state: "open" });
    const facts = {} as NonNullable<TicketRecord["memberOf"]>["storm"];
    await write({ state: "closed", memberOf: { correlationId: storm, storm: facts } });
    await store.appendJournal(aTicketRecord().correlationId, aJournalEntry());
    passDays(500);
    expect(await night()).toEqual(nothing);
    await write({ correlationId: storm, state: "closed" });
    expect(await night()).toMatchObject({ journalEntries: 1, tickets: 2 });
  });

  it("is kept, journal and all, while the message waits that opens the ticket of its storm", async () => {
    const { store, night, passDays, waitingSinceUtc, clock } = aKeptWorld();
    const facts = {} as NonNullable<TicketRecord["memberOf"]>["storm"];
    const { ref: _none, ...member } = aTicketRecord({
      state: "none",
      memberOf: { correlationId: `atb-${"5".repeat(32)}`, storm: facts },
    });
    await store.write(member, undefined);
    await store.appendJournal(aTicketRecord().correlationId, aJournalEntry());
    const sentUtc = new Date(clock.nowMs()).toISOString();
    waitingSinceUtc.push(sentUtc);
    passDays(500);
    expect(await night()).toEqual(nothing);
    waitingSinceUtc.pop();
    expect(await night()).toMatchObject({ journalEntries: 1, tickets: 1 });
  });

  it("is removed altogether where there never was a work item", async () => {
    const { bring, night, passDays, contents } = aKeptWorld();
    expect(await bring({ condition: "resolved" })).toMatchObject({ because: "nothing to resolve" });
    passDays(401);
    expect(await night()).toMatchObject({ tickets: 1 });
    expect(contents.tickets.size).toBe(0);
  });

  it("waits for the next night when the time is over", async () => {
    const { write, night, passDays } = aKeptWorld();
    await write({ state: "closed" });
    passDays(500);
    expect(await night(0)).toEqual({ ...nothing, isComplete: false });
    expect(await night()).toMatchObject({ tickets: 1, isComplete: true });
  });
});

describe("a ticket that is no longer kept", () => {
  async function afterExpiry() {
    const world = aKeptWorld();
    const correlationId = correlationIdOf(await world.accept());
    await world.untilQuiet();
    await world.bring({ condition: "resolved" });
    const [former] = world.partner.items;
    if (former !== undefined) former.state = "closed";
    world.passDays(401);
    await world.night();
    return { ...world, correlationId };
  }

  it("is followed by the next generation when its alert fires again: nothing adopts the former one", async () => {
    const { bring, partner, correlationId } = await afterExpiry();
    expect(await bring()).toMatchObject({ kind: "delivered", action: "created" });
    expect(partner.items.map((item) => item.correlationId)).toEqual([correlationId, `${correlationId}-2`]);
  });

  it("is not taken for its successor after a lost answer either", async () => {
    const { bring, partner, correlationId, store } = await afterExpiry();
    partner.leavesUnanswered("create", { isDone: false });
    expect(await bring()).toMatchObject({ kind: "delivered", action: "created" });
    expect(partner.items.map((item) => item.correlationId)).toEqual([correlationId, `${correlationId}-2`]);
    expect((await store.read(correlationId))?.record).not.toHaveProperty("expiredAtUtc");
  });

  it("stays closed when its alert is resolved once more", async () => {
    const { bring, partner } = await afterExpiry();
    const callsBefore = partner.calls.length;
    expect(await bring({ condition: "resolved" })).toMatchObject({ because: "nothing to resolve" });
    expect(partner.calls).toHaveLength(callsBefore);
    expect(await bring(anInstance("another"))).toMatchObject({ action: "created" });
  });

  it("has nothing left in it but its ids and its generation", async () => {
    const { store, correlationId, clock } = await afterExpiry();
    const nowUtc = new Date(clock.nowMs()).toISOString();
    expect((await store.read(correlationId))?.record).toEqual({
      v: 1,
      correlationId,
      connection: "servicenow",
      route: "default",
      workItemKind: "incident",
      generation: 2,
      state: "none",
      members: {},
      title: "",
      severity: null,
      openedAtUtc: expect.any(String) as string,
      changedAtUtc: nowUtc,
      expiredAtUtc: nowUtc,
    });
  });

  it("expires again after it has come back, with the generation after that", async () => {
    const { bring, partner, passDays, night, store, correlationId } = await afterExpiry();
    await bring();
    await bring({ condition: "resolved" });
    for (const item of partner.items) item.state = "closed";
    passDays(401);
    await night();
    expect((await store.read(correlationId))?.record.generation).toBe(3);
  });
});

describe("a dead letter", () => {
  it("goes 180 days after it failed, if it was seen to; one that waits is kept for longer", async () => {
    const { letters, night, passDays } = aKeptWorld();
    for (const id of ["dl-1", "dl-2", "dl-3"]) await letters.put(aDeadLetter({ id }));
    const discarded = await letters.get("dl-1");
    const sending = await letters.get("dl-3");
    if (discarded === undefined || sending === undefined) throw new Error("it was not put");
    await letters.setStatus(discarded, {
      state: "discarded",
      atUtc: "2026-03-02T12:00:00.000Z",
      reason: "test",
    });
    const replay = { deliveryId: "dlv-1", as: "delivery", atUtc: "2026-03-02T12:00:00.000Z" } as const;
    await letters.setStatus(sending, { state: "waiting", sending: replay });

    passDays(181);
    expect(await night()).toEqual({ ...nothing, deadLetters: 1 });
    expect(await letters.get("dl-1")).toBeUndefined();
    passDays(220);
    expect(await night(), "a replay that was cut off keeps none").toEqual({ ...nothing, deadLetters: 2 });
    expect(await letters.get("dl-3")).toBeUndefined();
  });

  it("stays when somebody sees to it between the look and the removal", async () => {
    const { letters, night, passDays } = aKeptWorld();
    await letters.put(aDeadLetter({ id: "dl-1" }));
    passDays(401);
    const atUtc = "2027-04-06T12:00:00.000Z";
    const list = letters.list.bind(letters);
    letters.list = async (...wanted) => {
      const page = await list(...wanted);
      const read = await letters.get("dl-1");
      if (read?.status.state === "waiting" && page.letters.length > 0) {
        await letters.setStatus(read, { state: "discarded", atUtc, reason: "just now" });
      }
      return page;
    };
    expect(await night()).toEqual(nothing);
    expect(await letters.get("dl-1")).toMatchObject({ status: { state: "discarded" } });
  });

  it("stays while somebody replays it just now", async () => {
    const { letters, night, passDays, clock } = aKeptWorld();
    await letters.put(aDeadLetter({ id: "dl-1" }));
    passDays(401);
    const read = await letters.get("dl-1");
    if (read === undefined) throw new Error("it was not put");
    const atUtc = new Date(clock.nowMs()).toISOString();
    await letters.setStatus(read, {
      state: "waiting",
      sending: { deliveryId: "dlv-1", as: "delivery", atUtc },
    });
    expect(await night()).toEqual(nothing);
    clock.advanceMs(60_000);
    expect(await night()).toEqual({ ...nothing, deadLetters: 1 });
  });
});

describe("the body of a large message", () => {
  it("goes after 30 days", async () => {
    const { bodies, night, passDays } = aKeptWorld();
    bodies.set("2026-03-01/dlv-1-1.json", "2026-03-01T12:00:00.000Z");
    passDays(29);
    expect(await night()).toEqual(nothing);
    passDays(2);
    expect(await night()).toEqual({ ...nothing, bodies: 1 });
  });

  it("stays while messages wait that may be as old as it: the app may not have run for weeks", async () => {
    const { bodies, waitingSinceUtc, night, passDays } = aKeptWorld();
    bodies.set("2026-03-01/dlv-1-1.json", "2026-03-01T12:00:00.000Z");
    waitingSinceUtc.push("2026-03-01T12:00:00.000Z");
    passDays(60);
    expect(await night()).toEqual(nothing);
    waitingSinceUtc.pop();
    expect(await night()).toMatchObject({ bodies: 1 });
  });
});

describe("what was only written down to decide by", () => {
  it("goes after 30 days, and not while messages wait that may ask for it", async () => {
    const { callCounts, trials, stormWindows, waitingSinceUtc, night, passDays } = aKeptWorld();
    const startedAtUtc = "2026-03-01T12:00:00.000Z";
    await memoryConnectionStates(callCounts).count("servicenow", startedAtUtc, { ...noCalls, calls: 1 });
    await memoryTrials(trials).begin({
      ...{ key: "0".repeat(64), deliveryId: "dlv-1", attempt: 1, processId: "one" },
      startedAtUtc,
    });
    const window = { v: 1, key: "contoso-rule", startsAtUtc: startedAtUtc, tickets: [], before: [] } as const;
    await memoryStormWindows(stormWindows).write(window, undefined);

    passDays(30);
    expect(await night()).toEqual(nothing);
    passDays(1);
    waitingSinceUtc.push("2026-03-02T12:00:00.000Z");
    expect(await night()).toEqual(nothing);
    waitingSinceUtc.pop();
    expect(await night()).toEqual({ ...nothing, leftovers: 3 });
    expect(await night()).toEqual(nothing);
  });
});

describe("a link for signing in, which names people", () => {
  it("goes a day after its end", async () => {
    const { signInLinks, night, clock } = aKeptWorld();
    const { id } = aSignInLink;
    await signInLinks.write(aSignInLink, undefined);
    clock.advanceMs(Date.parse(aSignInLink.endsUtc) + dayMs - clock.nowMs());
    expect(await night()).toEqual(nothing);
    expect(await signInLinks.read(id)).toBeDefined();
    clock.advanceMs(1);
    expect(await night()).toEqual({ ...nothing, signInLinks: 1 });
    expect(await signInLinks.read(id)).toBeUndefined();
  });
});
