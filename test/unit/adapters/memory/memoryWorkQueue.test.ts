import { describe, expect, it } from "vitest";
import { memoryWorkQueue } from "../../../../shared/adapters/memory/memoryWorkQueue.ts";
import { anEnvelope, settableClock } from "../../../support/contracts/storageBuilders.ts";

describe("memoryWorkQueue", () => {
  it("hands out delayed messages when their time has come, in whole seconds", async () => {
    const clock = settableClock();
    const queue = memoryWorkQueue(clock);
    await queue.send(anEnvelope(), 1_500);

    clock.advanceMs(1_999);
    expect(queue.take()).toEqual([]);
    expect(queue.count()).toEqual({ visible: 0, delayed: 1 });
    expect(queue.nextVisibleAtMs()).toBe(clock.nowMs() + 1);

    clock.advanceMs(1);
    expect(queue.take()).toEqual([anEnvelope()]);
    expect(queue.count()).toEqual({ visible: 0, delayed: 0 });
  });

  it("keeps what was sent, whatever happens to the object that was sent", async () => {
    const queue = memoryWorkQueue(settableClock());
    const envelope = anEnvelope({ body: "as sent" });

    await queue.send(envelope);
    (envelope as { body: string }).body = "changed";

    expect(queue.take()).toMatchObject([{ body: "as sent" }]);
  });
});
