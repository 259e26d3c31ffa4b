import { describe, expect, it } from "vitest";

import {
  type MemoryWaiting,
  memoryWaitingMessages,
} from "../../../shared/adapters/memory/memoryWaitingMessages.ts";
import { memoryUnfinishedWork } from "../../../shared/adapters/memory/memoryUnfinishedWork.ts";
import type { Envelope } from "../../../shared/delivery/envelope.ts";
import { sweep } from "../../../shared/delivery/sweep.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import { anInstance } from "../../support/builders/alerts.ts";
import { aDeliveryWorld, correlationIdOf } from "../../support/builders/deliveryWorld.ts";
import { anEnvelope, aTicketRecord } from "../../support/contracts/storageBuilders.ts";

const silentForMs = 30_000;

/** A world in which another process has begun work on tickets and been silent since. */
async function aWorldWithDeadProcess(...records: readonly TicketRecord[]) {
  const world = aDeliveryWorld();
  await leaveBehind(world, "dead", records);
  world.clock.advanceMs(silentForMs + 1);
  return { ...world, sweep: () => sweep(world.parts, silentForMs) };
}

async function leaveBehind(
  { clock, processes, put }: ReturnType<typeof aDeliveryWorld>,
  processId: string,
  records: readonly TicketRecord[],
) {
  const dead = memoryUnfinishedWork({ processId, clock, processes });
  for (const record of records) {
    await put(record);
    await dead.begin(record.correlationId);
  }
}

const idOf = (digit: string) => `atb-${digit.repeat(32)}`;

function aClaimedTicket(digit = "1", overrides: Partial<TicketRecord> = {}): TicketRecord {
  const correlationId = idOf(digit);
  return aTicketRecord({
    correlationId,
    claim: { untilUtc: "2026-03-01T12:01:15.000Z", deliveryId: "dlv-1" },
    pending: {
      kind: "note",
      id: "mark1",
      startedAtUtc: "2026-03-01T12:00:00.000Z",
      deliveryId: "dlv-1",
      after: { generation: 1, state: "open", members: {} },
      envelope: JSON.stringify({ ...anEnvelope({ correlationId }), fromLater: true }),
    },
    ...overrides,
  });
}

function withoutPending(record: TicketRecord): TicketRecord {
  const { pending: _pending, claim: _claim, ...kept } = record;
  return kept;
}

describe("what a dead process left behind", () => {
  it("is put back, to be delivered once its claim has ended, with everything that was in the message", async () => {
    const { sweep: run, clock, queue, waiting } = await aWorldWithDeadProcess(aClaimedTicket());
    expect(await run()).toBe(1);
    // In whole seconds, as queues have them.
    expect(queue.nextVisibleAtMs()).toBe(Date.parse("2026-03-01T12:01:15.001Z"));
    clock.advanceMs(45_000);
    expect(waiting()).toMatchObject([{ correlationId: idOf("1"), attempt: 1, fromLater: true, crashes: 1 }]);
  });

  it("can be found by number and identity again, if it did not get to that", async () => {
    const finished = withoutPending(aClaimedTicket());
    const { sweep: run, parts } = await aWorldWithDeadProcess(finished);
    expect(await run(), "nothing is pending").toBe(0);
    const [memberId = ""] = Object.keys(finished.members);
    expect(await parts.index.byTicketNumber("INC0010001")).toEqual([idOf("1")]);
    expect(await parts.index.byIdentity(memberId)).toEqual([idOf("1")]);
    expect((await parts.index.newest(10)).correlationIds).toEqual([idOf("1")]);
  });

  it("is not listed as a ticket while there is none at the partner", async () => {
    const { ref: _ref, ...create } = aClaimedTicket("1", { state: "none" });
    const { sweep: run, parts } = await aWorldWithDeadProcess(create);
    expect(await run()).toBe(1);
    expect((await parts.index.newest(10)).correlationIds).toEqual([]);
  });

  it("is forgotten last, so that a sweep that dies is done again", async () => {
    const { sweep: run, storage, queue, processes } = await aWorldWithDeadProcess(aClaimedTicket());
    storage.failing.add("queue.send");
    expect(await run()).toBe(0);
    expect(processes.has("dead")).toBe(true);

    storage.failing.clear();
    storage.calls.length = 0;
    expect(await run()).toBe(1);
    expect(storage.calls.at(-1)).toBe("unfinished.bury");
    expect(processes.has("dead")).toBe(false);
    expect(await run(), "the second time").toBe(0);
    expect(queue.count()).toEqual({ visible: 0, delayed: 1 });
  });

  it("does no harm if the process was only slow: its message meets the ticket as it is", async () => {
    const world = aDeliveryWorld();
    const correlationId = correlationIdOf(await world.accept());
    let left: TicketRecord | undefined;
    world.partner.onCall = async () => void (left ??= await world.record(correlationId));
    await world.untilQuiet();
    const claimed = left;
    if (claimed?.pending === undefined) throw new Error("it was not claimed");

    await world.parts.queue.send(await world.parts.queue.open(JSON.parse(claimed.pending.envelope)));
    expect(await world.untilQuiet()).toMatchObject({ kind: "skipped", because: "duplicate" });
    expect(world.partner.items).toHaveLength(1);
  });
});

describe("a sweep", () => {
  it("leaves living processes and its own alone", async () => {
    const world = aDeliveryWorld();
    await leaveBehind(world, "living", [aClaimedTicket("1")]);
    await leaveBehind(world, "me", [aClaimedTicket("2")]);
    world.clock.advanceMs(silentForMs);
    expect(await sweep(world.parts, silentForMs)).toBe(0);
    world.clock.advanceMs(1);
    expect(await sweep(world.parts, silentForMs)).toBe(1);
  });

  it("sees to the other dead processes when one makes trouble, and comes back to that one", async () => {
    const world = aDeliveryWorld();
    await leaveBehind(world, "dead-1", [aClaimedTicket("1")]);
    await leaveBehind(world, "dead-2", [aClaimedTicket("2")]);
    world.clock.advanceMs(silentForMs + 1);
    let sent = 0;
    world.storage.onCall = (call) => {
      if (call === "queue.send") sent += 1;
      if (sent === 1) world.storage.failing.add("queue.send");
      else world.storage.failing.delete("queue.send");
    };
    expect(await sweep(world.parts, silentForMs)).toBe(1);
    expect(world.log).toMatchObject([
      { event: "sweep.failed", processId: "dead-1" },
      { event: "delivery.putBack", correlationId: idOf("2") },
      { event: "process.buried", processId: "dead-2" },
    ]);
    expect([...world.processes.keys()]).toEqual(["dead-1"]);
  });

  it("is not held up by a message that only a later release can read", async () => {
    const { pending } = aClaimedTicket("1");
    if (pending === undefined) throw new Error("nothing is pending");
    const ofLater = JSON.stringify({ ...anEnvelope(), v: 2 });
    const unreadable = aClaimedTicket("1", { pending: { ...pending, envelope: ofLater } });
    const { sweep: run, log, processes } = await aWorldWithDeadProcess(unreadable, aClaimedTicket("2"));
    expect(await run()).toBe(1);
    expect(log[0]).toMatchObject({
      event: "delivery.unreadable",
      correlationId: idOf("1"),
      deliveryId: "dlv-1",
    });
    expect(processes.size).toBe(0);
  });

  it("passes over tickets that do not exist", async () => {
    const world = aDeliveryWorld();
    const dead = memoryUnfinishedWork({ processId: "dead", clock: world.clock, processes: world.processes });
    await dead.begin(idOf("9"));
    world.clock.advanceMs(silentForMs + 1);
    expect(await sweep(world.parts, silentForMs)).toBe(0);
    expect(world.processes.size).toBe(0);
  });

  it("brings a ticket to its end that was claimed when its process died", async () => {
    const world = aDeliveryWorld();
    const dead = memoryUnfinishedWork({ processId: "dead", clock: world.clock, processes: world.processes });
    const correlationId = correlationIdOf(await world.accept(anInstance("a")));
    await dead.begin(correlationId);
    const [message] = world.waiting();
    if (message === undefined) throw new Error("no message");
    // It dies while the partner works: the answer never comes.
    world.partner.onCall = () => new Promise(() => undefined);
    void world.deliver(message);
    await new Promise((resolve) => setImmediate(resolve));
    world.partner.onCall = () => undefined;

    world.clock.advanceMs(silentForMs + 1);
    expect(await sweep(world.parts, silentForMs)).toBe(1);
    expect(await world.untilQuiet()).toMatchObject({ kind: "delivered", action: "created" });
    expect(world.partner.items).toHaveLength(1);
  });
});

describe("a message that is found behind one dead process after another", () => {
  async function afterCrashes(crashes: number) {
    const ticket = aClaimedTicket("1", {
      claim: { untilUtc: "2026-03-01T12:00:00.000Z", deliveryId: "dlv-1" },
    });
    const { pending } = ticket;
    if (pending === undefined) throw new Error("nothing is pending");
    const envelope = JSON.stringify(anEnvelope({ correlationId: idOf("1"), crashes }));
    const world = await aWorldWithDeadProcess({ ...ticket, pending: { ...pending, envelope } });
    await world.sweep();
    return world;
  }

  it("is put back three times", async () => {
    const { waiting, trialQueue } = await afterCrashes(2);
    expect(waiting()).toMatchObject([{ crashes: 3 }]);
    expect(trialQueue.take()).toEqual([]);
  });

  it("is tried alone then: the host, which sees a new message each time, would never give it up", async () => {
    const { waiting, trialQueue } = await afterCrashes(3);
    expect(waiting()).toEqual([]);
    expect(trialQueue.take()).toMatchObject([{ correlationId: idOf("1"), crashes: 4 }]);
  });
});

describe("a message that only waited for its turn behind one dead process after another", () => {
  const aWaiting = (crashesWaiting: number) =>
    anEnvelope({ correlationId: idOf("1"), deliveryId: "dlv-waiting", crashesWaiting });

  async function afterCrashes(envelope: Envelope, record: TicketRecord) {
    const world = await aWorldWithDeadProcess(record);
    const left: MemoryWaiting = new Map([["dead", new Map([[envelope.deliveryId, envelope]])]]);
    Object.assign(world.parts, { waiting: memoryWaitingMessages("me", left) });
    return { ...world, count: await world.sweep() };
  }

  it("is put back at once, and is hardly what they died of", async () => {
    const { waiting, trialQueue, count } = await afterCrashes(aWaiting(11), withoutPending(aClaimedTicket()));
    expect(count).toBe(1);
    expect(waiting()).toEqual([aWaiting(12)]);
    expect(trialQueue.take()).toEqual([]);
  });

  it("is tried alone after so many that it can be no accident", async () => {
    const { waiting, trialQueue } = await afterCrashes(aWaiting(12), withoutPending(aClaimedTicket()));
    expect(waiting()).toEqual([]);
    expect(trialQueue.take()).toEqual([aWaiting(13)]);
  });

  it("is put back once, if it had its turn at last and had claimed its ticket", async () => {
    const claimed = anEnvelope({ correlationId: idOf("1") });
    const { clock, waiting, count } = await afterCrashes(claimed, aClaimedTicket());
    expect(count).toBe(1);
    clock.advanceMs(45_000);
    expect(waiting()).toMatchObject([{ deliveryId: claimed.deliveryId, crashes: 1 }]);
  });
});

describe("a message whose ticket nobody has claimed", () => {
  it("did not crash: the fate of what it began is for its next attempt to find out", async () => {
    const { claim: _claim, ...unclaimed } = aClaimedTicket();
    const { sweep: run, waiting } = await aWorldWithDeadProcess(unclaimed);
    expect(await run()).toBe(1);
    expect(waiting()).toMatchObject([{ correlationId: idOf("1"), crashes: 0 }]);
  });
});
