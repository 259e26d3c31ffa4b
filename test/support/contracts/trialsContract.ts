import { describe, expect, it } from "vitest";

import type { Trial, Trials } from "../../../shared/poison/trial.ts";

const trial: Trial = {
  key: "0".repeat(64),
  deliveryId: "dlv-contoso-1",
  attempt: 2,
  startedAtUtc: "2026-03-01T12:00:00.000Z",
  processId: "one",
};

/** What every Trials promises. Both ends of a world see the same storage. */
export function trialsContract(name: string, makeWorld: () => Promise<() => Trials>): void {
  describe(`Trials contract: ${name}`, () => {
    it("writes a trial down once, and shows everybody who comes later the one that is there", async () => {
      const open = await makeWorld();

      expect(await open().begin(trial)).toBeUndefined();
      expect(await open().begin({ ...trial, processId: "two" })).toEqual(trial);
      expect(await open().begin({ ...trial, key: "1".repeat(64) })).toBeUndefined();
    });

    it("forgets a trial that came to an end, and does not mind ending what is not there", async () => {
      const open = await makeWorld();
      await open().begin(trial);

      await open().end(trial.key);
      await open().end(trial.key);

      expect(await open().begin({ ...trial, processId: "two" })).toBeUndefined();
    });
  });
}
