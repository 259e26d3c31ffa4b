import { expect, it } from "vitest";

import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { makeForgetRemoved } from "../../../shared/connectionCare/forgetRemoved.ts";
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
