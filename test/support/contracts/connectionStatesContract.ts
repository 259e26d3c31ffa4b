import { describe, expect, it } from "vitest";
import type { ConnectionState, ConnectionStates } from "../../../shared/connections/connectionState.ts";
import { hostileText } from "./storageBuilders.ts";

const state: ConnectionState = {
  v: 1,
  connection: "fabrikam/north",
  pause: {
    code: "SERVICENOW_UNAVAILABLE",
    detail: hostileText,
    sinceUtc: "2026-03-01T12:00:00.000Z",
    untilUtc: "2026-03-01T12:00:02.000Z",
    failedProbes: 0,
    isParked: false,
  },
  limit: {
    callsPerWindow: 100,
    window: 3,
    windowEndsUtc: "2026-03-01T13:00:00.000Z",
    windowMs: 3_600_000,
    taken: 10,
    learnedAtUtc: "2026-03-01T12:00:00.000Z",
  },
};
const { connection } = state;
const counts = (calls: number, refusedCalls = 0, savedCalls = 0) => ({ calls, refusedCalls, savedCalls });

/** What every ConnectionStates promises. All processes of a world see the same storage. */
export function connectionStatesContract(
  name: string,
  makeWorld: () => Promise<(processId: string) => ConnectionStates>,
): void {
  describe(`ConnectionStates contract: ${name}`, () => {
    it("gives every instance the state that one has written, exactly as it was", async () => {
      const statesOf = await makeWorld();
      expect(await statesOf("one").read(connection)).toBeUndefined();
      const written = await statesOf("one").write(state, undefined);
      expect(written.kind).toBe("written");
      expect(await statesOf("other").read(connection)).toMatchObject({ state });
      expect(await statesOf("other").read("fabrikam/south")).toBeUndefined();
    });

    it("finds the state of every connection, with its version, and no count among them", async () => {
      const states = (await makeWorld())("one");
      await states.write(state, undefined);
      await states.write({ v: 1, connection: "contoso" }, undefined);
      await states.count("contoso", "2026-03-01T12:00:00.000Z", counts(1));
      const all = (await states.all()).toSorted((a, b) => (a.state.connection < b.state.connection ? -1 : 1));
      expect(all).toEqual([await states.read("contoso"), await states.read(connection)]);
    });

    it("writes only over the version that is expected", async () => {
      const statesOf = await makeWorld();
      const [one, other] = [statesOf("one"), statesOf("other")];
      const first = await one.write(state, undefined);
      const version = first.kind === "written" ? first.version : "";
      expect(await other.write(state, undefined), "it is there already").toEqual({ kind: "conflict" });

      const { pause: _pause, ...opened } = state;
      expect(await other.write(opened, version)).toMatchObject({ kind: "written" });
      expect(await one.write(state, version), "somebody was faster").toEqual({ kind: "conflict" });
      expect((await one.read(connection))?.state).toEqual(opened);
    });

    it("removes a state, and takes what somebody else still knows of it for out of date", async () => {
      const statesOf = await makeWorld();
      const [one, other] = [statesOf("one"), statesOf("other")];
      const written = await one.write(state, undefined);
      await other.remove(connection);
      await other.remove(connection);
      expect(await one.read(connection)).toBeUndefined();
      expect(await one.all()).toEqual([]);
      expect(await one.write(state, written.kind === "written" ? written.version : "")).toEqual({
        kind: "conflict",
      });
      expect(await one.write(state, undefined)).toMatchObject({ kind: "written" });
    });

    it("lets one of many win that write at the same moment", async () => {
      const statesOf = await makeWorld();
      const written = await Promise.all(
        ["a", "b", "c", "d", "e"].map((id) => statesOf(id).write(state, undefined)),
      );
      expect(written.filter(({ kind }) => kind === "written")).toHaveLength(1);
    });

    it("adds up what all instances count within an hour, and keeps hours and connections apart", async () => {
      const statesOf = await makeWorld();
      const [one, other] = [statesOf("one"), statesOf("other")];
      await Promise.all([
        one.count(connection, "2026-03-01T12:00:00.000Z", counts(1)),
        one.count(connection, "2026-03-01T12:30:00.000Z", counts(2, 1)),
        other.count(connection, "2026-03-01T12:59:59.999Z", counts(10, 0, 5)),
      ]);
      await one.count(connection, "2026-03-01T13:00:00.000Z", counts(100));
      await one.count("fabrikam/south", "2026-03-01T12:00:00.000Z", counts(1_000));
      // A late one still belongs to its hour.
      await one.count(connection, "2026-03-01T12:59:00.000Z", counts(3));

      expect(await other.counts(connection, "2026-03-01T12:10:00.000Z")).toEqual(counts(16, 1, 5));
      expect(await other.counts(connection, "2026-03-01T13:59:00.000Z")).toEqual(counts(100));
      expect(await other.counts(connection, "2026-03-01T14:00:00.000Z")).toEqual(counts(0));
    });
  });
}
