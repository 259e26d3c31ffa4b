import { describe, expect, it } from "vitest";

import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { refusedChecks } from "../../../shared/adapters/servicenow/check/serviceNowChecks.ts";
import { openConnections } from "../../../shared/compose/openConnections.ts";
import { refusedGateway, refusedTokens } from "../../../shared/compose/refusedGateway.ts";
import type { Connection } from "../../../shared/connections/connection.ts";
import { connectionRegistry } from "../../../shared/connections/connectionRegistry.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aConnection } from "../../support/builders/connections.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

/** One instance of the bridge; hand the same store to several. */
function aWorld(store = memoryConnectionStore()) {
  const clock = settableClock();
  const fixed = [aConnection({ name: "fabrikam" }, { source: "file" })];
  const registry = connectionRegistry({ fixed, store, allowedHosts: [], clock, log: () => undefined });
  const opened: string[] = [];
  const closed: string[] = [];
  const due: (() => void)[] = [];
  const reason = new BridgeError("SERVICENOW_UNAVAILABLE", "a test");
  const connections = openConnections({
    registry,
    open: async ({ name }: Connection) => {
      opened.push(name);
      return {
        gateway: {
          ...refusedGateway(reason, refusedChecks(reason, clock)),
          close: async () => void closed.push(name),
        },
        tokens: refusedTokens(reason),
      };
    },
    schedule: (_delayMs, run) => {
      due.push(run);
      return () => undefined;
    },
  });
  const runDue = async () => {
    for (const run of due.splice(0)) run();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { connections, store, registry, opened, closed, runDue };
}

describe("connections that are opened", () => {
  it("are opened when they are first used, once, and closed at the end", async () => {
    const { connections, opened, closed } = aWorld();
    expect(opened).toEqual([]);
    await Promise.all([
      connections.get("fabrikam"),
      connections.get("fabrikam"),
      connections.peek("fabrikam"),
    ]);
    expect(opened).toEqual(["fabrikam"]);
    await connections.close();
    expect(closed).toEqual(["fabrikam"]);
  });

  it("are opened anew when they were changed; the former one is closed once nobody can be at work with it", async () => {
    const { connections, store, registry, opened, closed, runDue } = aWorld();
    await connections.get("fabrikam");
    const setup = { v: 1, connection: "fabrikam", state: "ready", changedAtUtc: "", warned: [] } as const;
    await store.writeSetup({ ...setup, credentialsAtUtc: "2026-03-01T12:00:00.000Z" }, undefined);
    registry.forget();
    await connections.get("fabrikam");
    expect(opened).toEqual(["fabrikam", "fabrikam"]);
    expect(closed).toEqual([]);
    await runDue();
    expect(closed).toEqual(["fabrikam"]);
  });

  it("are looked at as another instance has just changed them, and used as they are known", async () => {
    const { connections, store } = aWorld();
    const user = async (found: Promise<{ connection: Connection }>) =>
      (await found).connection.integrationUser;
    const former = await store.write(aConnection({ integrationUser: "azure.bridge" }), undefined);
    const setup = { v: 1, connection: "contoso", state: "ready", changedAtUtc: "", warned: [] } as const;
    await store.writeSetup(setup, undefined);
    expect(await user(connections.get("contoso"))).toBe("azure.bridge");

    const other = aWorld(store);
    await store.write(
      aConnection({ integrationUser: "maria" }),
      former.kind === "written" ? former.version : "",
    );
    await store.write(aConnection({ name: "adatum" }), undefined);
    expect(await user(other.connections.peek("contoso"))).toBe("maria");
    expect(await user(connections.get("contoso"))).toBe("azure.bridge");
    expect(await user(connections.peek("contoso", 1)), "who does not follow a change").toBe("azure.bridge");
    expect(await user(connections.peek("contoso"))).toBe("maria");
    expect((await connections.peek("adatum")).connection.name).toBe("adatum");
  });

  it("may be looked at before they may be used", async () => {
    const { connections, store, registry } = aWorld();
    await store.write(aConnection(), undefined);
    await expect(connections.get("contoso")).rejects.toMatchObject({ code: "CONNECTION_INCOMPLETE" });
    expect((await connections.peek("contoso")).connection.name).toBe("contoso");
    // Somebody has to sign in anew: that it has worked before does not help.
    await store.writeSetup(
      {
        v: 1,
        connection: "contoso",
        state: "unauthorised",
        changedAtUtc: "",
        lastSyncUtc: "2026-01-01T00:00:00Z",
        warned: [],
      },
      undefined,
    );
    registry.forget();
    await expect(connections.get("contoso")).rejects.toMatchObject({
      code: "CONNECTION_INCOMPLETE",
      detail: expect.stringContaining("nobody has signed in") as unknown,
    });
    await expect(connections.peek("nowhere")).rejects.toMatchObject({ code: "CONNECTION_MISSING" });
  });
});
