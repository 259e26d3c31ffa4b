import { describe, expect, it } from "vitest";

import { memoryAuditTrail } from "../../../shared/adapters/memory/memoryAuditTrail.ts";
import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { memoryKeptTexts } from "../../../shared/adapters/memory/memoryKeptTexts.ts";
import { emptyShelves } from "../../../shared/adapters/memory/memoryStoredHistory.ts";
import { memoryTicketIndex } from "../../../shared/adapters/memory/memoryTicketIndex.ts";
import { memoryTicketStore } from "../../../shared/adapters/memory/memoryTicketStore.ts";
import { memoryWarningStates } from "../../../shared/adapters/memory/memoryWarningStates.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import type { Episode } from "../../../shared/selfWarnings/episodes.ts";
import { erase } from "../../../shared/erasure/erase.ts";
import { parseErasure } from "../../../shared/erasure/parseErasure.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { JournalEntry } from "../../../shared/journal/journal.ts";
import { anInstance } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import {
  aDeadLetter,
  aJournalEntry,
  anEnvelope,
  aTicketRecord,
} from "../../support/contracts/storageBuilders.ts";

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
  await world.bring(anInstance("/subscriptions/another/alerts/2", { subscriptionId: null }));
  await letters.put(
    aDeadLetter({ id: "dl-1", envelope: anEnvelope({ body: JSON.stringify({ who: name, subscription }) }) }),
  );
  await letters.put(aDeadLetter({ id: "dl-2" }));
  const connections = memoryConnectionStates();
  const warnings = memoryWarningStates();
  const texts = memoryKeptTexts(shelves);
  const parts = {
    ...{ texts, journal: store, store, letters, connections, warnings, audit },
    clock: world.clock,
  };
  return {
    ...world,
    store,
    letters,
    audit,
    connections,
    warnings,
    texts,
    shelves,
    alert,
    correlationId: correlationIdOf(accepted),
    everything: async () =>
      JSON.stringify([
        [...shelves.contents.tickets.values()],
        [...shelves.contents.journals.values()].map((journal) => [...journal.values()]),
        [...shelves.indexRows.values()],
        (await letters.list({ status: "waiting" }, 10)).letters,
        (await letters.list({ status: "discarded" }, 10)).letters,
        await connections.all(),
        await warnings.read(),
        (await audit.newest({ limit: 10 })).entries,
      ]),
    erase: (body: object, limitMs = 60_000) => {
      const { wish, continuation } = parseErasure(body);
      return erase(parts, { ...wish, who: "said: test" }, limitMs, continuation);
    },
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

  it("names what it does not reach: the audit trail", async () => {
    const { erase: run } = await aWorldWithTraces();
    expect((await run({ text: name, dryRun: true })).notReached.join(" ")).toContain("audit trail");
  });

  it("is removed from what a connection says of its failure and its pause, which goes on", async () => {
    const { erase: run, connections, everything } = await aWorldWithTraces();
    const atUtc = "2026-03-01T12:00:00.000Z";
    const failure = { code: "SERVICENOW_UNAVAILABLE", detail: `${name} was refused` } as const;
    const pause = { ...failure, sinceUtc: atUtc, untilUtc: atUtc, failedProbes: 2, isParked: false };
    const state = { v: 1, connection: "servicenow", pause, lastFailure: { ...failure, atUtc } } as const;
    await connections.write(state, undefined);
    await connections.write(
      { v: 1, connection: "fabrikam", lastFailure: { ...failure, detail: "no", atUtc } },
      undefined,
    );

    expect(await run({ text: name, dryRun: true })).toMatchObject({ connections: 1 });
    expect(await run({ text: name })).toMatchObject({ connections: 1 });

    const detail = "[erased] was refused";
    expect((await connections.read("servicenow"))?.state).toEqual({
      ...state,
      pause: { ...pause, detail },
      lastFailure: { ...state.lastFailure, detail },
    });
    expect(await everything()).not.toContain(name);
  });

  it("counts a connection as not reached whose state others keep changing", async () => {
    const { erase: run, connections } = await aWorldWithTraces();
    const lastFailure = {
      code: "SERVICENOW_UNAVAILABLE",
      detail: name,
      atUtc: "2026-03-01T12:00:00.000Z",
    } as const;
    await connections.write({ v: 1, connection: "servicenow", lastFailure }, undefined);
    connections.write = async () => ({ kind: "conflict" });
    const { connections: count, notReached } = await run({ text: name });
    expect(count).toBe(0);
    expect(notReached).toContain("1 connections whose state changes all the time: repeat this.");
  });

  it("is removed from warnings that last, and they are the same warnings afterwards", async () => {
    const { erase: run, warnings, everything } = await aWorldWithTraces();
    const episode: Episode = {
      key: "deadLetters",
      startedAtUtc: "2026-03-01T12:00:00.000Z",
      condition: {
        ...{ kind: "deadLetters", connection: null, severity: 2, sinceUtc: "2026-03-01T12:00:00.000Z" },
        ...{ title: "A dead letter waits", text: `What ${name} sent`, codes: [] },
      },
    };
    await warnings.write({ v: 1, episodes: [episode] }, undefined);
    expect(await run({ text: name })).toMatchObject({ warnings: 1 });
    expect((await warnings.read())?.state.episodes).toEqual([
      { ...episode, condition: { ...episode.condition, text: "What [erased] sent" } },
    ]);
    expect(await everything()).not.toContain(name);
  });

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

  describe("of a subscription whose alerts share a ticket with those of another", () => {
    const other = "6f1d2c3b-0000-4000-a000-000000000002";

    /** A ticket in which alerts of these subscriptions meet, in this order; the newest gives it its title. */
    async function aSharedTicket(...subscriptions: readonly (string | null)[]) {
      const world = await aWorldWithTraces();
      const correlationId = `atb-${"7".repeat(32)}`;
      const record = aTicketRecord({
        correlationId,
        title: `Disk of ${subscriptions.at(-1) ?? "somebody"} full`,
      });
      await world.store.write(record, undefined);
      for (const [place, one] of subscriptions.entries()) {
        const atUtc = new Date(Date.UTC(2026, 2, 1, 12, place)).toISOString();
        const steps: JournalEntry["steps"] = [
          {
            ...{
              step: "recognised",
              atUtc,
              shape: "commonAlertSchema",
              family: "metric",
              condition: "fired",
            },
            ...{ severity: 2, identity: ["alert", `guid-${place}`], alertId: null },
            ...{ ruleName: `rule of ${one ?? "nobody"}`, subscriptionId: one },
          },
          { step: "planned", atUtc, plan: place === 0 ? "create" : "note", because: "new" },
        ];
        const entry = aJournalEntry({ deliveryId: `dlv-${place}`, atUtc, steps });
        await world.store.appendJournal(correlationId, entry);
      }
      const shown = async () => {
        const { entries } = await world.store.entries(correlationId, { limit: 10 });
        return {
          title: (await world.store.read(correlationId))?.record.title,
          rules: entries.map(({ steps: [step] }) => step?.step === "recognised" && step.ruleName),
        };
      };
      return { ...world, correlationId, record, shown };
    }

    it("goes alone, and what is of the other stays, the title with it", async () => {
      const { erase: run, shown, record } = await aSharedTicket(subscription, other);
      const { notReached, journalEntries } = await run({ subscription });
      expect(await shown()).toEqual({ title: record.title, rules: ["[erased]", `rule of ${other}`] });
      expect(journalEntries).toBe(2);
      expect(notReached.join(" ")).toContain("1 tickets that also hold alerts of other subscriptions");
    });

    it("takes the title with it where its alert is the newest", async () => {
      const { erase: run, shown } = await aSharedTicket(other, subscription);
      await run({ subscription });
      expect(await shown()).toEqual({ title: "[erased]", rules: [`rule of ${other}`, "[erased]"] });
    });

    it("leaves what names no subscription, and says so", async () => {
      const { erase: run, shown } = await aSharedTicket(subscription, null, other);
      const { notReached } = await run({ subscription });
      expect((await shown()).rules).toEqual(["[erased]", "rule of nobody", `rule of ${other}`]);
      expect(notReached.join(" ")).toContain("1 journal entries of such tickets that name no subscription");
    });

    it("takes what names no subscription with it where nobody else's alert is", async () => {
      const { erase: run, shown } = await aSharedTicket(subscription, null);
      const { notReached } = await run({ subscription });
      expect(await shown()).toEqual({ title: "[erased]", rules: ["[erased]", "[erased]"] });
      expect(notReached.join(" ")).not.toContain("other subscriptions");
    });

    it("stays, journal and all, while somebody works on the ticket: the journal says whose it is", async () => {
      const { erase: run, shown, store, clock, correlationId } = await aSharedTicket(subscription);
      const before = await shown();
      const read = await store.read(correlationId);
      if (read === undefined) throw new Error("there is no ticket");
      const claim = { untilUtc: new Date(clock.nowMs() + 60_000).toISOString(), deliveryId: "dlv-9" };
      await store.write({ ...read.record, claim }, read.version);

      expect((await run({ subscription })).notReached.join(" ")).toContain(
        "1 tickets that are being worked on",
      );
      expect(await shown()).toEqual(before);

      clock.advanceMs(61_000);
      await run({ subscription });
      expect(await shown()).toEqual({ title: "[erased]", rules: ["[erased]"] });
    });
  });

  it("is removed from the title of a ticket whose journal is no longer kept, if it is its only alert's", async () => {
    const { erase: run, store, shelves, correlationId } = await aWorldWithTraces();
    shelves.contents.journals.clear();
    expect(await run({ subscription, dryRun: true })).toMatchObject({ tickets: 1 });
    expect(await run({ subscription })).toMatchObject({ tickets: 1 });
    expect((await store.read(correlationId))?.record.title).toBe("[erased]");
  });

  describe("step by step", () => {
    /** Goes on with what each answer says. */
    async function followed(run: Awaited<ReturnType<typeof aWorldWithTraces>>["erase"], wish: object) {
      const reports = [await run(wish, 0)];
      for (;;) {
        const continuation = reports.at(-1)?.continuation;
        if (continuation === null || continuation === undefined) return reports;
        reports.push(await run({ ...wish, continuation }, 0));
      }
    }

    it.each([[{ text: name }], [{ subscription }]])(
      "comes to the same as in one go, is noted once with its totals, and said to have begun: %j",
      async (wish) => {
        const whole = await (await aWorldWithTraces()).erase(wish);
        const { erase: run, everything, audit } = await aWorldWithTraces();
        const reports = await followed(run, wish);

        expect(reports.length).toBeGreaterThan(5);
        expect(reports.at(-1)).toEqual(whole);
        const counts = reports.map(({ journalEntries, deadLetters }) => journalEntries + deadLetters);
        expect(counts, "they only grow").toEqual(counts.toSorted((a, b) => a - b));
        expect((await everything()).toLowerCase()).not.toContain(Object.values(wish)[0]?.toLowerCase());
        const { entries } = await audit.newest({ limit: 10 });
        expect(entries.map(({ action }) => action).sort()).toEqual([
          "personalData.erased",
          "personalData.erasureBegun",
        ]);
        const { journalEntries, tickets, deadLetters, indexRows } = whole;
        expect(entries.find(({ action }) => action === "personalData.erased")?.details).toMatchObject({
          ...{ journalEntries, tickets, deadLetters, indexRows },
        });
      },
    );

    it.each([[{ text: name }], [{ subscription }]])(
      "can be cut off anywhere: beginning anew does the rest: %j",
      async (wish) => {
        for (let calls = 0; calls < 8; calls += 1) {
          const { erase: run, everything } = await aWorldWithTraces();
          let continuation: string | null = null;
          for (let call = 0; call < calls; call += 1) {
            ({ continuation } = await run(
              { ...wish, ...(continuation === null ? {} : { continuation }) },
              0,
            ));
          }
          await run(wish);
          expect((await everything()).toLowerCase()).not.toContain(Object.values(wish)[0]?.toLowerCase());
        }
      },
    );

    it("finds the title although storage went away when the journal was done", async () => {
      const { erase: run, texts, everything } = await aWorldWithTraces();
      const replaceEntry = texts.replaceEntry.bind(texts);
      texts.replaceEntry = async (entry) => {
        await replaceEntry(entry);
        throw new BridgeError("STORAGE_UNAVAILABLE", "it went away");
      };
      await expect(run({ subscription })).rejects.toThrow();
      texts.replaceEntry = replaceEntry;
      await run({ subscription });
      expect(await everything()).not.toContain(name);
    });

    it("is not gone on with for something else", async () => {
      const { erase: run } = await aWorldWithTraces();
      const { continuation } = await run({ text: name }, 0);
      const refused = expect.objectContaining({ code: "REQUEST_INVALID" }) as Error;
      await expect(run({ text: "another", continuation })).rejects.toThrow(refused);
      await expect(run({ text: name, continuation: "nonsense" })).rejects.toThrow(refused);
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
