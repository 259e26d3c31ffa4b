import { describe, expect, it } from "vitest";

import type { WarningState, WarningStates } from "../../../shared/selfWarnings/episodes.ts";

const state: WarningState = {
  v: 1,
  episodes: [
    {
      key: "deadLetters/contoso",
      startedAtUtc: "2026-03-01T12:00:00.000Z",
      toSend: "fired",
      condition: {
        kind: "deadLetters",
        connection: "contoso",
        severity: 2,
        sinceUtc: "2026-03-01T11:00:00.000Z",
        title: "3 dead letters wait",
        text: "Żaden\nnie zginął 🔥",
        codes: ["SERVICENOW_ACL_DENIED"],
      },
    },
  ],
  oldest: { deliveryId: "dlv-1", receivedAtUtc: "2026-03-01T11:00:00.000Z" },
};

/** What every WarningStates promises. */
export function warningStatesContract(name: string, open: () => Promise<WarningStates>): void {
  describe(`WarningStates contract: ${name}`, () => {
    it("gives back what was written, and nothing at first", async () => {
      const states = await open();
      expect(await states.read()).toBeUndefined();
      expect(await states.write(state, undefined)).toMatchObject({ kind: "written" });
      expect((await states.read())?.state).toEqual(state);
    });

    it("lets only one of two writers through who have read the same", async () => {
      const states = await open();
      await states.write(state, undefined);
      const version = (await states.read())?.version;
      expect(await states.write({ v: 1, episodes: [] }, version)).toMatchObject({ kind: "written" });
      expect(await states.write(state, version)).toEqual({ kind: "conflict" });
      expect(await states.write(state, undefined)).toEqual({ kind: "conflict" });
      expect((await states.read())?.state).toEqual({ v: 1, episodes: [] });
    });
  });
}
