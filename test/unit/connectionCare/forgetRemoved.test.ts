import { expect, it } from "vitest";

import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { makeForgetRemoved } from "../../../shared/connectionCare/forgetRemoved.ts";
import { openConnections } from "../../../shared/compose/openConnections.ts";
import { connectionRegistry } from "../../../shared/connections/connectionRegistry.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aConnection } from "../../support/builders/connections.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

it("looks for states of removed connections after a start, and for a while after one has gone", async () => {
  const states = memoryConnectionStates();
  const clock = settableClock();
  const forgetRemoved = makeForgetRemoved();
  const [contoso, fabrikam] = [aConnection(), aConnection({ name: "fabrikam" })];
  const run = async (connections: Parameters<typeof forgetRemoved>[1]) => {
    await states.write({ v: 1, connection: "tailspin" }, undefined);
    const list = () => Promise.resolve(connections);
    await forgetRemoved({ connections: { list }, states, clock, log: () => undefined }, connections);
    return (await states.all()).length === 0 ? "looked" : "did not look";
  };
  expect(await run([contoso, fabrikam])).toBe("looked");
  clock.advanceMs(10 * 60_000 + 1);
  expect(await run([contoso, fabrikam])).toBe("did not look");
  expect(await run([contoso])).toBe("looked");
  clock.advanceMs(10 * 60_000);
  expect(await run([contoso])).toBe("looked");
  clock.advanceMs(1);
  expect(await run([contoso])).toBe("did not look");
});

it("leaves the state of a connection that was added while others were looked after", async () => {
  const states = memoryConnectionStates();
  const [contoso, added] = [aConnection(), aConnection({ name: "fabrikam" })];
  await states.write({ v: 1, connection: added.name }, undefined);
  const connections = { list: () => Promise.resolve([contoso, added]) };
  await makeForgetRemoved()({ connections, states, clock: settableClock(), log: () => undefined }, [contoso]);
  expect(await states.all()).toHaveLength(1);
});

/** Another instance adds a connection, which this one does not know yet although it has asked a moment ago. */
async function anotherInstanceAdds() {
  const [states, memory, clock] = [memoryConnectionStates(), memoryConnectionStore(), settableClock()];
  const away = { isAway: false };
  const store = {
    ...memory,
    list: () =>
      away.isAway ? Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "no answer")) : memory.list(),
  };
  const log: string[] = [];
  const registry = connectionRegistry({ fixed: [], store, allowedHosts: [], clock, log: () => undefined });
  const connections = openConnections({
    registry,
    open: () => Promise.reject(new Error("nobody opens any")),
    schedule: () => () => undefined,
  });
  const looked = await connections.list();
  await memory.write(aConnection(), undefined);
  await states.write({ v: 1, connection: "contoso" }, undefined);
  await states.write({ v: 1, connection: "tailspin" }, undefined);
  return {
    away,
    log,
    forget: () =>
      makeForgetRemoved()({ connections, states, clock, log: (event) => void log.push(event) }, looked),
    left: async () => (await states.all()).map(({ state }) => state.connection).sort(),
  };
}

it("asks storage which there are, whatever was known a moment ago", async () => {
  const { forget, left } = await anotherInstanceAdds();
  await forget();
  expect(await left()).toEqual(["contoso"]);
});

it("removes nothing while storage cannot say which there are", async () => {
  const { away, log, forget, left } = await anotherInstanceAdds();
  away.isAway = true;
  await forget();
  expect(await left()).toEqual(["contoso", "tailspin"]);
  expect(log).toEqual(["connection.stateUnavailable"]);
});
