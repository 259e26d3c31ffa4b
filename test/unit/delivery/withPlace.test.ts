import { describe, expect, it } from "vitest";

import {
  type MemoryWaiting,
  memoryWaitingMessages,
} from "../../../shared/adapters/memory/memoryWaitingMessages.ts";
import { defaultTiming } from "../../../shared/delivery/deliveryParts.ts";
import type { Pacing } from "../../../shared/delivery/pacing.ts";
import { makeSlots } from "../../../shared/delivery/slots.ts";
import { withPlace } from "../../../shared/delivery/withPlace.ts";
import { ScriptedPartner } from "../../support/builders/scriptedPartner.ts";
import { anEnvelope } from "../../support/contracts/storageBuilders.ts";

const envelope = anEnvelope({ deliveryId: "dlv-1", connection: "servicenow" });

const { gateway } = new ScriptedPartner();

/** Nothing stands in the way, ever. */
const unpaced: Pacing = {
  ask: async () => ({
    kind: "permit",
    watch: (watched) => watched,
    run: (observe, call) => call(observe),
    end: async () => undefined,
  }),
  pauseOf: () => undefined,
  saved: () => undefined,
};

/** One place only, and time passes when the test says so. */
function aQueueForOnePlace() {
  const waiting: MemoryWaiting = new Map();
  const due = new Set<() => void>();
  const parts = {
    slots: makeSlots(1),
    pacing: unpaced,
    waiting: memoryWaitingMessages("me", waiting),
    timing: defaultTiming,
    log: () => undefined,
    clock: { nowMs: () => 0 },
    schedule: (_delayMs: number, run: () => void) => {
      due.add(run);
      return () => void due.delete(run);
    },
  };
  return {
    parts,
    kept: () => parts.waiting.keptBy("me"),
    longWaitPasses: () => {
      for (const run of due) run();
    },
  };
}

describe("waiting for a place among a connection's calls", () => {
  it("costs nothing if there is one", async () => {
    const { parts, kept, longWaitPasses } = aQueueForOnePlace();

    const seen = await withPlace(parts, envelope, gateway, async () => {
      longWaitPasses();
      return kept();
    });

    expect(seen).toEqual([]);
  });

  it("keeps the message where others find it once it has waited long, until it is done", async () => {
    const { parts, kept, longWaitPasses } = aQueueForOnePlace();
    const first = Promise.withResolvers<undefined>();
    const running = parts.slots("servicenow", "ordinary", () => first.promise);
    const waited = withPlace(parts, envelope, gateway, kept);

    longWaitPasses();
    expect(await kept()).toEqual([envelope]);

    first.resolve(undefined);
    expect(await waited, "while it is worked on").toEqual([envelope]);
    expect(await kept(), "afterwards").toEqual([]);
    await running;
  });

  it("goes on when the message cannot be kept: the host's redelivery is still there", async () => {
    const { parts, longWaitPasses } = aQueueForOnePlace();
    const broken = {
      ...parts,
      waiting: { ...parts.waiting, keep: () => Promise.reject(new Error("storage is down")) },
    };
    const first = Promise.withResolvers<undefined>();
    void parts.slots("servicenow", "ordinary", () => first.promise);
    const waited = withPlace(broken, envelope, gateway, () => Promise.resolve("done"));

    longWaitPasses();
    first.resolve(undefined);

    expect(await waited).toBe("done");
  });

  it("does nothing if the connection may not be called, and says when to come back", async () => {
    const { parts } = aQueueForOnePlace();
    const notNow = { kind: "notNow", code: "SERVICENOW_BUSY", because: "429", fromMs: 1, toMs: 2 } as const;
    const paused = { ...parts, pacing: { ...unpaced, ask: async () => notNow } };

    expect(await withPlace(paused, envelope, gateway, () => Promise.reject(new Error("called")))).toEqual(
      notNow,
    );
    expect(await withPlace(parts, envelope, gateway, () => Promise.resolve("free again"))).toBe("free again");
  });
});
