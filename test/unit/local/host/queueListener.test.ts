import { describe, expect, it } from "vitest";
import type { MessageQueue, QueuedMessage } from "../../../../local/host/messageQueue.ts";
import { startQueueListener, type QueuePolicy } from "../../../../local/host/queueListener.ts";
import { recordingLog, settableClock } from "./fakes.ts";

const policy: QueuePolicy = {
  batchSize: 2,
  newBatchThreshold: 1,
  maxDequeueCount: 3,
  visibilityTimeoutMs: 30_000,
  minPollingIntervalMs: 100,
  maxPollingIntervalMs: 2_000,
  messageEncoding: "none",
  leaseMs: 600_000,
};

/** A storage queue as small as it gets; `calls` is what was asked of it beside looking. */
function aQueue(name = "work") {
  const waiting: QueuedMessage[] = [];
  const calls: string[] = [];
  const looks: number[] = [];
  const state = { isDown: false, deleteFailures: 0, receipts: 0 };
  const queue: MessageQueue = {
    name,
    createIfMissing: async () => undefined,
    receive: async (count) => {
      looks.push(count);
      if (state.isDown) throw new Error("connect ECONNREFUSED");
      return waiting.splice(0, count);
    },
    hide: async (id, popReceipt, ms) => {
      calls.push(`hide ${id} ${popReceipt} ${ms}`);
      state.receipts += 1;
      return `r${state.receipts}`;
    },
    delete: async (id, popReceipt) => {
      if (state.deleteFailures > 0) {
        state.deleteFailures -= 1;
        throw new Error("connect ECONNREFUSED");
      }
      calls.push(`delete ${id} ${popReceipt}`);
    },
    send: async (text) => void calls.push(`send ${text}`),
  };
  const put = (id: string, dequeueCount = 1) =>
    void waiting.push({
      ...{ id, text: id, popReceipt: "r0", dequeueCount },
      ...{ insertedOnUtc: "", expiresOnUtc: "", nextVisibleOnUtc: "" },
    });
  return { queue, put, calls, looks, state, waiting };
}

function aListener(work = aQueue(), hasPoison = true) {
  const poison = aQueue("work-poison");
  const clock = settableClock("2026-03-01T12:00:00Z");
  const log = recordingLog();
  const started: string[] = [];
  const ends = new Map<string, { succeed: () => void; fail: () => void }>();
  const listener = startQueueListener({
    queue: work.queue,
    poison: hasPoison ? poison.queue : undefined,
    policy,
    clock,
    random: () => 0.5,
    log,
    run: (text) =>
      new Promise<void>((resolve, reject) => {
        started.push(text);
        ends.set(text, {
          succeed: resolve,
          fail: () => {
            reject(new Error("refused"));
          },
        });
      }),
    onPoison: () => undefined,
  });
  const end = async (id: string, how: "succeed" | "fail") => {
    ends.get(id)?.[how]();
    await clock.advanceMs(0);
  };
  return { work, poison, clock, log, started, end, listener };
}

describe("taking messages", () => {
  it("goes on while no more than the threshold run, a batch at a time", async () => {
    const { work, clock, started, end } = aListener();
    ["a", "b", "c", "d", "e"].forEach((id) => {
      work.put(id);
    });
    await clock.advanceMs(200);
    expect(started).toEqual(["a", "b"]);

    await end("a", "succeed");
    expect(started).toEqual(["a", "b", "c", "d"]);
  });

  it("waits longer and longer while there are none, and looks at once when woken", async () => {
    const { work, clock, listener } = aListener();
    await clock.advanceMs(60_000);
    // 100 + 200 + 300 + 500 + 900 + 1700 ms and then 2 s each, not 600 times 100 ms.
    expect(work.looks.length).toBeGreaterThan(25);
    expect(work.looks.length).toBeLessThan(40);

    const before = work.looks.length;
    listener.wake();
    await clock.advanceMs(0);
    expect(work.looks).toHaveLength(before + 1);
  });

  it("survives an outage with one line for its beginning and one for its end", async () => {
    const { work, clock, log, started } = aListener();
    work.state.isDown = true;
    await clock.advanceMs(30_000);
    work.state.isDown = false;
    work.put("a");
    await clock.advanceMs(2_000);

    expect(started).toEqual(["a"]);
    expect(log.lines).toEqual([
      "[warning] Host.Queues.work The queue cannot be reached, trying again until it can: connect ECONNREFUSED",
      "[information] Host.Queues.work The queue can be reached again.",
    ]);
  });

  it("ends with what a last look brought put back", async () => {
    const work = aQueue();
    let answer: (messages: QueuedMessage[]) => void = () => undefined;
    const receive = work.queue.receive.bind(work.queue);
    const slow = {
      ...work.queue,
      receive: () => new Promise<QueuedMessage[]>((resolve) => (answer = resolve)),
    };
    work.put("late");
    const { clock, listener, started } = aListener({ ...work, queue: slow });
    await clock.advanceMs(0);
    const stopped = listener.stop();
    answer(await receive(1, 0));
    await stopped;

    expect(started).toEqual([]);
    expect(work.calls).toEqual(["hide late r0 0"]);
  });
});

type Row = { dequeueCount: number; how?: "succeed" | "fail"; work: string[]; poison: string[] };

describe("a message", () => {
  it.each`
    when                                        | dequeueCount | how          | work                   | poison
    ${"its function succeeds"}                  | ${1}         | ${"succeed"} | ${["delete a r0"]}     | ${[]}
    ${"its function fails"}                     | ${2}         | ${"fail"}    | ${["hide a r0 30000"]} | ${[]}
    ${"its function fails for the last time"}   | ${3}         | ${"fail"}    | ${["delete a r0"]}     | ${["send a"]}
    ${"it came back once more than is allowed"} | ${4}         | ${undefined} | ${["delete a r0"]}     | ${["send a"]}
  `("when $when: $work $poison", async ({ dequeueCount, how, work: expected, poison: moved }: Row) => {
    const { work, poison, clock, end } = aListener();
    work.put("a", dequeueCount);
    await clock.advanceMs(200);
    if (how !== undefined) await end("a", how);
    expect(work.calls).toEqual(expected);
    expect(poison.calls).toEqual(moved);
  });

  it("of a poison queue that fails stays hidden for the rest of its lease", async () => {
    const { work, clock, end } = aListener(aQueue("work-poison"), false);
    work.put("a", 9);
    await clock.advanceMs(200);
    await end("a", "fail");
    expect(work.calls).toEqual([]);
  });

  it("is kept hidden while its function runs, and let go with the newest receipt", async () => {
    const { work, clock, end } = aListener();
    work.put("a");
    await clock.advanceMs(11 * 60_000);
    await end("a", "succeed");
    expect(work.calls).toEqual(["hide a r0 600000", "hide a r1 600000", "delete a r2"]);
  });

  it("is deleted even if storage is away for a moment just then", async () => {
    const { work, clock, end, log } = aListener();
    work.state.deleteFailures = 2;
    work.put("a");
    await clock.advanceMs(200);
    await end("a", "succeed");
    await clock.advanceMs(2_000);
    expect(work.calls).toEqual(["delete a r0"]);
    expect(log.lines).toEqual([]);
  });
});
