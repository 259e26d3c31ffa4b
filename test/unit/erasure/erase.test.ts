import { describe, expect, it } from "vitest";

import { memoryAuditTrail } from "../../../shared/adapters/memory/memoryAuditTrail.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { emptyShelves, memoryStoredHistory } from "../../../shared/adapters/memory/memoryStoredHistory.ts";
import { memoryTicketIndex } from "../../../shared/adapters/memory/memoryTicketIndex.ts";
import { memoryTicketStore } from "../../../shared/adapters/memory/memoryTicketStore.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { erase } from "../../../shared/erasure/erase.ts";
import { parseErasure } from "../../../shared/erasure/parseErasure.ts";
import { anInstance } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { aDeadLetter, anEnvelope, aTicketRecord } from "../../support/contracts/storageBuilders.ts";

const subscription = "6f1d2c3b-0000-4000-a000-000000000001";
const name = "Jo.Doe+test@contoso.com";

/** A bridge over memory that has made tickets of alerts which name a person. */
async function aWorldWithTraces() {
  const shelves = emptyShelves();
  const world = aDeliveryWorld();
  const store = memoryTicketStore(shelves.contents);
  Object.assign(world.parts, { store, index: memoryTicketIndex(shelves.indexRows) });
  const letters = memoryDeadLetterStore();
  const audit = memoryAuditTrail();
  const alert = anInstance(`/subscriptions/${subscription}/alerts/1`, {
    ruleName: `Mailbox of ${name} full`,
  });
  const accepted = await world.accept(alert);
  await world.untilQuiet();
  await world.bring(anInstance("/subscriptions/another/alerts/2"));
  await letters.put(
    aDeadLetter({ id: "dl-1", envelope: anEnvelope({ body: JSON.stringify({ who: name, subscription }) }) }),
  );
  await letters.put(aDeadLetter({ id: "dl-2" }));
  const parts = { history: memoryStoredHistory(shelves), store, letters, audit, clock: world.clock };
  return {
    ...world,
    store,
    letters,
    audit,
    alert,
    correlationId: correlationIdOf(accepted),
    everything: async () =>
      JSON.stringify([
        [...shelves.contents.tickets.values()],
        [...shelves.contents.journals.values()].map((journal) => [...journal.values()]),
        [...shelves.indexRows.values()],
        (await letters.list({ status: "waiting" }, 10)).letters,
        (await letters.list({ status: "discarded" }, 10)).letters,
        (await audit.newest({ limit: 10 })).entries,
      ]),
    erase: (body: object) => erase(parts, { ...parseErasure(body), who: "said: test" }),
  };
}

describe("what has to be forgotten", () => {
  it.each([
    ["a text, whatever its case", { text: name.toUpperCase() }, name],
    ["a subscription", { subscription: subscription.toUpperCase() }, subscription],
  ])("is nowhere any more afterwards: %s", async (_what, wish, gone) => {
    const { erase: run, everything } = await aWorldWithTraces();
    expect((await everything()).toLowerCase()).toContain(gone.toLowerCase());
    const report = await run(wish);
    expect(report.journalEntries).toBe(1);
    expect(report.deadLetters).toBe(1);
    expect(report.notReached.join(" ")).toContain("ServiceNow");
    expect((await everything()).toLowerCase()).not.toContain(gone.toLowerCase());
  });

  it("is left in a letter that is being replayed for a minute, and not when the replay was cut off", async () => {
    const { erase: run, letters, clock, everything } = await aWorldWithTraces();
    const read = await letters.get("dl-1");
    if (read === undefined) throw new Error("it was not put");
    const atUtc = new Date(clock.nowMs()).toISOString();
    await letters.setStatus(read, {
      state: "waiting",
      sending: { deliveryId: "dlv-1", as: "delivery", atUtc },
    });

    const early = await run({ text: name });
    expect(early.deadLetters).toBe(0);
    expect(early.notReached.join(" ")).toContain(
      "1 dead letters that are being replayed: repeat this in a minute.",
    );

    clock.advanceMs(60_000);
    expect((await run({ text: name })).deadLetters).toBe(1);
    expect(await everything()).not.toContain(name);
  });

  it("leaves the ids: the same alert is a duplicate as before, and its resolve finds its ticket", async () => {
    const { erase: run, bring, alert, partner } = await aWorldWithTraces();
    await run({ subscription });
    expect(await bring(alert)).toMatchObject({ kind: "skipped", because: "duplicate" });
    expect(await bring({ ...alert, condition: "resolved" })).toMatchObject({ action: "resolved" });
    expect(partner.items).toHaveLength(2);
  });

  it("takes nothing of anybody else with it", async () => {
    const { erase: run, letters, everything } = await aWorldWithTraces();
    await run({ subscription });
    expect((await letters.get("dl-2"))?.letter).toEqual(aDeadLetter({ id: "dl-2" }));
    expect(await everything()).toContain("/subscriptions/another/alerts/2");
  });

  const storm = {
    ...{ key: "5".repeat(32), rule: `Mailbox of ${name}`, sinceUtc: "2026-03-01T12:00:00.000Z" },
    ...{ moreThan: 20, withinMs: 600_000 },
  };
  const pending: TicketRecord["pending"] = {
    kind: "note",
    id: "a",
    startedAtUtc: "2026-03-01T12:00:00.000Z",
    deliveryId: "dlv-1",
    envelope: "{}",
    after: { generation: 1, state: "open", members: {}, storm: { ...storm, joined: 1 } },
  };

  it.each<[string, Partial<TicketRecord>]>([
    ["a storm's own ticket", { storm: { ...storm, joined: 1 } }],
    ["a ticket that belongs to a storm", { memberOf: { correlationId: `atb-${"5".repeat(32)}`, storm } }],
    ["what a pending action leaves behind", { pending }],
  ])("is removed from the rule's name in %s, and the storm stays what it is", async (_where, differences) => {
    const { erase: run, store } = await aWorldWithTraces();
    const record = aTicketRecord(differences);
    await store.write(record, undefined);
    await run({ text: name });
    const after = (await store.read(record.correlationId))?.record;
    expect(JSON.stringify(after)).toBe(JSON.stringify(record).replaceAll(name, "[erased]"));
  });

  it("is removed from a dead letter that names it only as its storm's rule", async () => {
    const { erase: run, letters, everything } = await aWorldWithTraces();
    await letters.put(aDeadLetter({ id: "dl-3", envelope: anEnvelope({ storm }) }));
    expect((await run({ text: name })).deadLetters).toBe(2);
    expect(await everything()).not.toContain(name);
  });

  it("is removed from the reason a dead letter was discarded for, and the letter stays discarded", async () => {
    const { erase: run, letters } = await aWorldWithTraces();
    const read = await letters.get("dl-2");
    if (read === undefined) throw new Error("it was not put");
    const atUtc = "2026-03-02T12:00:00.000Z";
    await letters.setStatus(read, { state: "discarded", atUtc, reason: `${name} has left` });
    expect((await run({ text: name })).deadLetters).toBe(2);
    expect(await letters.get("dl-2")).toMatchObject({
      letter: aDeadLetter({ id: "dl-2" }),
      status: { state: "discarded", atUtc, reason: "[erased] has left" },
    });
  });

  it.each(["audit trail", "last failure of a connection"])(
    "names what it does not reach: the %s",
    async (what) => {
      const { erase: run } = await aWorldWithTraces();
      expect((await run({ text: name, dryRun: true })).notReached.join(" ")).toContain(what);
    },
  );

  it("is only counted in a dry run, with the same numbers, and nobody writes that down", async () => {
    const { erase: run, everything, audit } = await aWorldWithTraces();
    const before = await everything();
    const dry = await run({ text: name, dryRun: true });
    expect(await everything()).toBe(before);
    expect((await audit.newest({ limit: 10 })).entries).toEqual([]);
    expect({ ...(await run({ text: name })), isDryRun: true }).toEqual(dry);
  });

  it("is in the audit trail by its hash and length, not even in the reason", async () => {
    const { erase: run, audit } = await aWorldWithTraces();
    await run({ text: name, reason: `${name} asked for it` });
    const { entries } = await audit.newest({ limit: 10 });
    expect(entries).toMatchObject([
      {
        action: "personalData.erased",
        who: "said: test",
        subject: expect.stringMatching(/^text sha256:[0-9a-f]{16}$/) as string,
        reason: "[erased] asked for it",
        details: { characters: name.length, deadLetters: 1 },
      },
    ]);
  });

  describe("but is in somebody's hands", () => {
    it.each([
      ["stays under a live claim", 60_000, 0],
      ["goes where the claim is over", -60_000, 1],
    ])("%s, and the report says so", async (_what, claimMs, tickets) => {
      const { erase: run, store, correlationId, clock } = await aWorldWithTraces();
      const before = await store.read(correlationId);
      if (before === undefined) throw new Error("there is no ticket");
      const claim = { untilUtc: new Date(clock.nowMs() + claimMs).toISOString(), deliveryId: "dlv-1" };
      const named = { ...before.record, title: `Mailbox of ${name}`, claim };
      const written = await store.write(named, before.version);
      for (const dryRun of [true, false]) {
        const report = await run({ text: name, dryRun });
        expect(report.tickets).toBe(tickets);
        expect(report.notReached.includes("1 tickets that are being worked on: repeat this.")).toBe(
          tickets === 0,
        );
      }
      const after = await store.read(correlationId);
      expect(after?.record.title).toBe(tickets === 0 ? named.title : "Mailbox of [erased]");
      // The holder of a live claim can still write what became of its action.
      expect(written).toMatchObject({ kind: "written" });
      if (tickets === 0) expect(written).toMatchObject({ version: after?.version });
    });

    it("counts as not reached when others keep changing the ticket", async () => {
      const { erase: run, store, correlationId } = await aWorldWithTraces();
      const before = await store.read(correlationId);
      if (before === undefined) throw new Error("there is no ticket");
      await store.write({ ...before.record, title: `Mailbox of ${name}` }, before.version);
      store.write = async () => ({ kind: "conflict" });
      const report = await run({ text: name });
      expect(report.tickets).toBe(0);
      expect(report.notReached).toContain("1 tickets that are being worked on: repeat this.");
    });

    it("counts as not reached when somebody changes the dead letter", async () => {
      const { erase: run, letters } = await aWorldWithTraces();
      letters.replace = async () => ({ kind: "conflict" });
      const report = await run({ text: name });
      expect(report.deadLetters).toBe(0);
      expect(report.notReached).toContain("1 dead letters that changed meanwhile: repeat this.");
    });
  });

  it("is gone after the first time, and asking again does no harm", async () => {
    const { erase: run } = await aWorldWithTraces();
    await run({ subscription });
    expect(await run({ subscription })).toMatchObject({ journalEntries: 0, deadLetters: 0, indexRows: 0 });
  });

  it.each([
    ["neither", {}],
    ["both", { subscription, text: name }],
    ["too short a text", { text: "a " }],
    ["no id of a subscription", { subscription: "contoso" }],
    ["something else", { everything: true }],
  ])("has to be named: not %s", (_what, body) => {
    expect(() => parseErasure(body)).toThrow(expect.objectContaining({ code: "REQUEST_INVALID" }) as Error);
  });
});
