import { describe, expect, it } from "vitest";

import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { memoryDeadLetterStore } from "../../../shared/adapters/memory/memoryDeadLetterStore.ts";
import { openStatus } from "../../../shared/compose/openStatus.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aPacingWorld, call, connection, permitOf } from "../pacing/pacingWorld.ts";

/** An instance whose first call was answered just now, and which has stored nothing of it by itself yet. */
async function justCalled() {
  const world = aPacingWorld();
  const pacing = world.instance("one");
  await call(await permitOf(pacing));
  const parts = {
    connections: () => Promise.resolve([{ name: connection, url: null }]),
    states: world.states,
    setups: memoryConnectionStore(),
    queues: { look: async () => ({ critical: 0, ordinary: 0, oldest: undefined }) },
    deadLetters: memoryDeadLetterStore(),
    clock: world.clock,
  };
  return { ...world, status: openStatus(parts, pacing), utc: new Date(world.clock.nowMs()).toISOString() };
}

describe("whoever asks for the status", () => {
  it("of a connection sees the call that was answered just now", async () => {
    const { status, utc } = await justCalled();
    expect(await status.connection(connection)).toMatchObject({
      lastSuccessUtc: utc,
      thisHour: { calls: 1 },
    });
  });

  it("of all connections sees it, too", async () => {
    const { status, utc } = await justCalled();
    expect(await status.connections()).toMatchObject({
      connections: [{ lastSuccessUtc: utc, thisHour: { calls: 1 } }],
    });
  });

  it("is answered although that cannot be stored now", async () => {
    const { status, states, log } = await justCalled();
    const away = () => Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "away"));
    states.count = away;
    states.write = away;
    expect(await status.connection(connection)).toMatchObject({ name: connection, lastSuccessUtc: null });
    expect(log.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["connection.countsUnavailable", "connection.stateUnavailable"]),
    );
  });
});
