import { describe, expect, it } from "vitest";

import { recoverPending } from "../../../shared/delivery/recoverPending.ts";
import type { PendingAction, TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { startRecording } from "../../../shared/journal/recorder.ts";
import { aDeliveryWorld } from "../../support/builders/deliveryWorld.ts";
import type { PartnerItem } from "../../support/builders/scriptedPartner.ts";
import { aTicketRecord } from "../../support/contracts/storageBuilders.ts";

const startedAtUtc = "2026-03-01T12:00:00.000Z";
const correlationId = aTicketRecord().correlationId;
const members = { a: { condition: "fired", newestAtUtc: startedAtUtc } } as const;
const after = {
  create: { generation: 1, state: "open", members },
  note: { generation: 1, state: "open", members },
  reopen: { generation: 1, state: "open", members },
  resolve: { generation: 1, state: "resolved", members },
} as const;

const pendingOf = (kind: PendingAction["kind"], overrides: Partial<PendingAction> = {}): PendingAction => ({
  kind,
  id: "mark1",
  startedAtUtc,
  deliveryId: "dlv-1",
  after: after[kind],
  envelope: "{}",
  ...overrides,
});

/** Of an earlier time, which a reopen forgets. */
const resolvedAtUtc = "2026-03-01T11:00:00.000Z";
const claim = { untilUtc: "2026-03-01T12:01:15.000Z", deliveryId: "dlv-1" };
const ref = { id: "id-1", number: "INC0000001" };

function recordWith(pending: PendingAction, overrides: Partial<TicketRecord> = {}): TicketRecord {
  const { ref: _ref, ...record } = aTicketRecord({
    claim,
    pending,
    members: {},
    resolvedAtUtc,
    ...overrides,
  });
  return pending.kind === "create" ? { ...record, state: "none" } : { ...record, ref };
}

/** What the partner has: nothing, or one work item in that state with these notes. */
type There = {
  readonly state: PartnerItem["state"];
  readonly notes?: string[];
  readonly correlationId?: string;
};

type Row = {
  readonly when: string;
  readonly pending: PendingAction;
  readonly there?: There;
  readonly hides?: "work items" | "notes";
  readonly found: string;
  readonly becomes: "done" | "not done" | "too early" | "SERVICENOW_READING_NOT_PROVEN";
};

async function recover({ pending, there, hides }: Row, passedMs: number) {
  const { parts, partner, clock } = aDeliveryWorld();
  partner.isReadingProven = hides !== "work items";
  partner.areNotesReadable = hides !== "notes";
  if (there !== undefined) {
    const { state, notes = [] } = there;
    const draft = { correlationId: there.correlationId ?? correlationId } as PartnerItem["draft"];
    partner.items.push({ ...ref, correlationId: draft.correlationId, draft, state, isTaken: false, notes });
  }
  clock.advanceMs(passedMs);
  const recorder = startRecording({ deliveryId: "dlv-2", attempt: 1 }, clock);
  const record = recordWith(pending);
  const recovery = await recoverPending(parts, record, pending, partner.gateway, recorder).catch(
    (error: unknown) => error as { readonly code: string },
  );
  const { steps } = recorder.entry({ step: "ended", outcome: "", because: "" });
  const found = steps.flatMap((step) => (step.step === "recovered" ? [step.found] : []));
  return { recovery, found: found.join("; "), calls: partner.calls };
}

const workingMs = 90_000;
const done = "done: INC0000001";

describe("an action of which nobody knows whether it happened, once the partner cannot be working on it any more", () => {
  it.each<Row>([
    {
      when: "a create, and the work item is there",
      pending: pendingOf("create"),
      there: { state: "open" },
      found: done,
      becomes: "done",
    },
    {
      when: "a create, and the work item was closed meanwhile",
      pending: pendingOf("create"),
      there: { state: "closed" },
      found: done,
      becomes: "done",
    },
    {
      when: "a create, and nothing is there",
      pending: pendingOf("create"),
      found: "not done",
      becomes: "not done",
    },
    {
      when: "a create, and nothing is to be seen",
      pending: pendingOf("create"),
      hides: "work items",
      found: "",
      becomes: "SERVICENOW_READING_NOT_PROVEN",
    },
    {
      when: "a create of the second generation, and only the first is there",
      pending: pendingOf("create", { after: { ...after.create, generation: 2 } }),
      there: { state: "closed" },
      found: "not done",
      becomes: "not done",
    },
    {
      when: "a create of the second generation, and it is there",
      pending: pendingOf("create", { after: { ...after.create, generation: 2 } }),
      there: { state: "open", correlationId: `${correlationId}-2` },
      found: done,
      becomes: "done",
    },
    {
      when: "a note, and it is there",
      pending: pendingOf("note"),
      there: { state: "open", notes: ["text [mark1]"] },
      found: done,
      becomes: "done",
    },
    {
      when: "a note, and only others are there",
      pending: pendingOf("note"),
      there: { state: "open", notes: ["text [mark0]"] },
      found: "not done",
      becomes: "not done",
    },
    {
      when: "a note, and notes are not to be seen: one too many is better than none",
      pending: pendingOf("note"),
      there: { state: "open", notes: ["text [mark1]"] },
      hides: "notes",
      found: "not done",
      becomes: "not done",
    },
    {
      when: "a resolve, and its note is there",
      pending: pendingOf("resolve"),
      there: { state: "resolved", notes: ["text [mark1]"] },
      found: done,
      becomes: "done",
    },
    {
      when: "a resolve, and a person reopened it afterwards",
      pending: pendingOf("resolve"),
      there: { state: "open", notes: ["text [mark1]"] },
      found: done,
      becomes: "done",
    },
    {
      when: "a resolve, and a person resolved it instead",
      pending: pendingOf("resolve"),
      there: { state: "resolved" },
      found: "not done",
      becomes: "not done",
    },
    {
      when: "a resolve, notes are not to be seen, and it is resolved",
      pending: pendingOf("resolve"),
      there: { state: "resolved" },
      hides: "notes",
      found: done,
      becomes: "done",
    },
    {
      when: "a resolve, notes are not to be seen, and it is open",
      pending: pendingOf("resolve"),
      there: { state: "open" },
      hides: "notes",
      found: "not done",
      becomes: "not done",
    },
    {
      when: "a reopen, notes are not to be seen, and it is open",
      pending: pendingOf("reopen"),
      there: { state: "open" },
      hides: "notes",
      found: done,
      becomes: "done",
    },
    {
      when: "a note, and the work item is gone",
      pending: pendingOf("note"),
      found: "not done",
      becomes: "not done",
    },
    {
      when: "a resolve, and the work item is not to be seen",
      pending: pendingOf("resolve"),
      hides: "work items",
      found: "",
      becomes: "SERVICENOW_READING_NOT_PROVEN",
    },
  ])("$when → $becomes", async (row) => {
    const { recovery, found } = await recover(row, workingMs);
    expect(found).toBe(row.found);
    if ("code" in recovery) expect(recovery.code).toBe(row.becomes);
    else {
      expect(recovery.kind).toBe("settled");
      if (recovery.kind !== "settled") return;
      expect(recovery.hasHappened).toBe(row.becomes === "done");
      expect(recovery.record).not.toHaveProperty("pending");
      expect(recovery.record).not.toHaveProperty("claim");
    }
  });

  it.each(["create", "note", "resolve"] as const)(
    "a %s that is not there yet: too early to say so",
    async (kind) => {
      const row = { when: "", pending: pendingOf(kind), found: "", becomes: "too early" } as const;
      const early = await recover(row, workingMs - 1);
      expect(early.recovery).toEqual({ kind: "tooEarly", delayMs: 1 });
      expect(early.found).toBe("nothing yet; the partner may still be working");
      expect((await recover(row, 0)).recovery).toEqual({ kind: "tooEarly", delayMs: workingMs });
    },
  );

  it("is asked for at once: what is there needs no waiting", async () => {
    const pending = pendingOf("create");
    const { recovery } = await recover(
      { when: "", pending, there: { state: "open" }, found: "", becomes: "done" },
      0,
    );
    expect(recovery).toMatchObject({ kind: "settled", hasHappened: true });
  });

  it("nothing is written at the partner while finding out", async () => {
    const { calls } = await recover(
      { when: "", pending: pendingOf("resolve"), there: { state: "open" }, found: "", becomes: "not done" },
      workingMs,
    );
    expect(calls).toEqual(["find", "hasNote"]);
  });
});

describe("the record, when the action turns out to have happened", () => {
  async function recordAfter(pending: PendingAction, there: There) {
    const { recovery } = await recover({ when: "", pending, there, found: "", becomes: "done" }, workingMs);
    if ("code" in recovery || recovery.kind !== "settled") throw new Error("not settled");
    return recovery.record;
  }
  const marked = ["text [mark1]"];

  it("has the work item that was adopted, in the state it is in, since it was asked for", async () => {
    expect(await recordAfter(pendingOf("create"), { state: "resolved" })).toMatchObject({
      ref,
      state: "resolved",
      members,
      openedAtUtc: startedAtUtc,
      changedAtUtc: "2026-03-01T12:01:30.000Z",
    });
  });

  it("knows when it was resolved, and forgets it when it is open again", async () => {
    const resolved = await recordAfter(pendingOf("resolve"), { state: "resolved", notes: marked });
    expect(resolved).toMatchObject({ state: "resolved", resolvedAtUtc: "2026-03-01T12:01:30.000Z" });
    const reopened = await recordAfter(pendingOf("reopen"), { state: "open", notes: marked });
    expect(reopened).not.toHaveProperty("resolvedAtUtc");
  });

  it("takes over what is owed", async () => {
    const pending = pendingOf("create", { after: { ...after.create, owes: "resolve" } });
    expect(await recordAfter(pending, { state: "open" })).toMatchObject({ owes: "resolve" });
  });
});
