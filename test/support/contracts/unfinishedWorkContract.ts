import { describe, expect, it } from "vitest";
import type { UnfinishedWork } from "../../../shared/delivery/ports.ts";

export type UnfinishedWorkWorld = {
  readonly clock: { advanceMs(ms: number): void };
  /** All processes of a world see the same storage. */
  readonly processOf: (processId: string) => UnfinishedWork;
  /** Lets every process do what it does when nothing has happened for a while. */
  readonly idle: () => Promise<void>;
};

const minuteMs = 60_000;

/** What every UnfinishedWork promises. */
export function unfinishedWorkContract(name: string, makeWorld: () => Promise<UnfinishedWorkWorld>): void {
  describe(`UnfinishedWork contract: ${name}`, () => {
    it("shows what a process left behind that has been silent for longer than asked", async () => {
      const { clock, processOf } = await makeWorld();
      const other = processOf("other");
      const dead = processOf("it's/dead?#%");
      await dead.begin("atb-2");
      await dead.begin("atb-1");

      clock.advanceMs(minuteMs);
      expect(await other.abandoned(minuteMs)).toEqual([]);
      clock.advanceMs(1);
      expect(await other.abandoned(minuteMs)).toEqual([
        { processId: "it's/dead?#%", correlationIds: ["atb-1", "atb-2"] },
      ]);
    });

    it("does not take the one who asks for dead", async () => {
      const { clock, processOf } = await makeWorld();
      const process = processOf("alone");
      await process.begin("atb-1");
      clock.advanceMs(minuteMs);

      expect(await process.abandoned(0)).toEqual([]);
    });

    it("takes heartbeats and new work for signs of life", async () => {
      const { clock, processOf } = await makeWorld();
      const [beating, busy, other] = [processOf("beating"), processOf("busy"), processOf("other")];
      await beating.begin("atb-1");
      await busy.begin("atb-2");

      clock.advanceMs(minuteMs);
      await beating.heartbeat();
      await busy.begin("atb-3");

      expect(await other.abandoned(minuteMs - 1)).toEqual([]);
    });

    it("forgets what was finished", async () => {
      const { clock, processOf, idle } = await makeWorld();
      const process = processOf("dead");
      await process.begin("atb-1");
      await process.begin("atb-2");

      process.finish("atb-1");
      await idle();
      clock.advanceMs(minuteMs);
      expect(await processOf("other").abandoned(0)).toEqual([
        { processId: "dead", correlationIds: ["atb-2"] },
      ]);

      process.finish("atb-2");
      await idle();
      clock.advanceMs(minuteMs);
      expect(await processOf("other").abandoned(0)).toEqual([]);
    });

    it("keeps a ticket that two deliveries work on until both have finished", async () => {
      const { clock, processOf, idle } = await makeWorld();
      const process = processOf("dead");
      await Promise.all([process.begin("atb-1"), process.begin("atb-1")]);

      process.finish("atb-1");
      await idle();
      clock.advanceMs(minuteMs);

      expect(await processOf("other").abandoned(0)).toMatchObject([{ correlationIds: ["atb-1"] }]);
    });

    it("knows a ticket that is begun again after it was finished", async () => {
      const { clock, processOf, idle } = await makeWorld();
      const process = processOf("dead");
      await process.begin("atb-1");
      process.finish("atb-1");
      await process.begin("atb-1");
      await idle();
      clock.advanceMs(minuteMs);

      expect(await processOf("other").abandoned(0)).toMatchObject([{ correlationIds: ["atb-1"] }]);
    });

    it("knows a ticket that is begun again while it is being forgotten", async () => {
      const { clock, processOf, idle } = await makeWorld();
      const process = processOf("dead");
      await process.begin("atb-1");
      process.finish("atb-1");

      const forgetting = idle();
      await process.begin("atb-1");
      await forgetting;
      clock.advanceMs(minuteMs);

      expect(await processOf("other").abandoned(0)).toMatchObject([{ correlationIds: ["atb-1"] }]);
    });

    it("writes nothing for a heartbeat if nothing is unfinished", async () => {
      const { clock, processOf } = await makeWorld();
      await processOf("idle").heartbeat();
      clock.advanceMs(minuteMs);

      expect(await processOf("other").abandoned(0)).toEqual([]);
    });

    it("forgets a buried process, and does not mind one that is gone", async () => {
      const { clock, processOf } = await makeWorld();
      const other = processOf("other");
      await processOf("dead").begin("atb-1");
      clock.advanceMs(minuteMs);

      await other.abandoned(0);
      await other.bury("dead");
      await other.bury("dead");
      await other.bury("never lived");

      expect(await other.abandoned(0)).toEqual([]);
    });

    it("hears of a buried process again if it was alive after all", async () => {
      const { clock, processOf } = await makeWorld();
      const [slow, other] = [processOf("slow"), processOf("other")];
      await slow.begin("atb-1");
      await other.bury("slow");

      await slow.begin("atb-2");
      clock.advanceMs(minuteMs);

      expect(await other.abandoned(0)).toEqual([{ processId: "slow", correlationIds: ["atb-1", "atb-2"] }]);
    });

    it("does not bury a process that has given a sign of life since it was taken for dead", async () => {
      const { clock, processOf } = await makeWorld();
      const [slow, other] = [processOf("slow"), processOf("other")];
      await slow.begin("atb-1");
      clock.advanceMs(minuteMs);
      expect(await other.abandoned(0)).toHaveLength(1);

      await slow.heartbeat();
      await other.bury("slow");
      clock.advanceMs(minuteMs);

      expect(await other.abandoned(0)).toMatchObject([{ processId: "slow" }]);
    });

    it("shows all of very many", async () => {
      const { clock, processOf } = await makeWorld();
      const ids = Array.from({ length: 2_000 }, (_, n) => `atb-${String(n).padStart(32, "0")}`);
      const process = processOf("busy");
      await Promise.all(ids.map(async (id) => await process.begin(id)));
      clock.advanceMs(minuteMs);

      expect(await processOf("other").abandoned(0)).toEqual([{ processId: "busy", correlationIds: ids }]);
    });
  });
}
