import { describe, expect, it } from "vitest";

import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { changeSetup } from "../../../shared/connections/changeSetup.ts";
import type { Connection } from "../../../shared/connections/connection.ts";
import {
  type ConnectionRegistry,
  connectionRegistry,
} from "../../../shared/connections/connectionRegistry.ts";
import { firstSetup } from "../../../shared/connections/firstSetup.ts";
import { whyIncomplete } from "../../../shared/connections/whyIncomplete.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aConnection } from "../../support/builders/connections.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

function aRegistry() {
  const clock = settableClock();
  const memory = memoryConnectionStore();
  let reads = 0;
  const away = { isAway: false };
  const store = {
    ...memory,
    list: () => {
      reads += 1;
      return away.isAway
        ? Promise.reject(new BridgeError("STORAGE_UNAVAILABLE", "tables do not answer"))
        : memory.list();
    },
  };
  const fixed = [aConnection({ name: "fabrikam" }, { source: "file" })];
  const registry = connectionRegistry({
    fixed,
    store,
    allowedHosts: ["itsm.contoso.com"],
    clock,
    log: () => undefined,
  });
  const names = async () => (await registry.all()).map(({ connection }) => connection.name);
  return { registry, store: memory, clock, away, names, reads: () => reads };
}

describe("the connections that there are", () => {
  it("are those of the deployment and those that were added, with what the operator allows", async () => {
    const { registry, store, names } = aRegistry();
    await store.write(aConnection(), undefined);
    expect(await names()).toEqual(["contoso", "fabrikam"]);
    expect((await registry.find("contoso"))?.connection.allowedHosts).toEqual(["itsm.contoso.com"]);
    expect(await registry.find("nowhere")).toBeUndefined();
  });

  it("cost one read in five seconds, however many ask", async () => {
    const { registry, clock, reads } = aRegistry();
    await Promise.all(Array.from({ length: 100 }, () => registry.find("fabrikam")));
    clock.advanceMs(4_999);
    await registry.find("fabrikam");
    expect(reads()).toBe(1);
    clock.advanceMs(1);
    await registry.find("fabrikam");
    expect(reads()).toBe(2);
  });

  it("are read anew for who has reason to doubt what is known", async () => {
    const { registry, store, clock, reads } = aRegistry();
    await store.write(aConnection(), undefined);
    await registry.find("contoso");
    await store.remove("contoso");
    clock.advanceMs(1_000);
    expect(await registry.find("contoso", 1_001)).toBeDefined();
    expect(await registry.find("contoso", 1_000)).toBeUndefined();
    expect(reads()).toBe(2);
  });

  it.each<[string, { mostAgeMs?: number; change: (registry: ConnectionRegistry) => void }]>([
    ["somebody doubts it", { mostAgeMs: 0, change: () => undefined }],
    ["it was changed here", { change: (registry) => registry.forget() }],
  ])("are not taken from an answer that was on its way before %s", async (_why, { mostAgeMs, change }) => {
    const clock = settableClock();
    const store = memoryConnectionStore();
    const gate = Promise.withResolvers<undefined>();
    let reads = 0;
    const slow = {
      setups: () => store.setups(),
      list: async () => {
        const read = await store.list();
        if ((reads += 1) === 1) await gate.promise;
        return read;
      },
    };
    const registry = connectionRegistry({
      fixed: [],
      store: slow,
      allowedHosts: [],
      clock,
      log: () => undefined,
    });
    const first = registry.find("contoso");
    // Until what the first one reads is on its way.
    await new Promise((resolve) => setImmediate(resolve));
    await store.write(aConnection(), undefined);
    clock.advanceMs(1);
    change(registry);
    const next = registry.find("contoso", mostAgeMs);
    gate.resolve(undefined);
    expect(await first).toBeUndefined();
    expect(await next).toBeDefined();
    expect(reads).toBe(2);
  });

  it("are known here at once when they are changed here, elsewhere within five seconds", async () => {
    const { registry, store, clock, names } = aRegistry();
    await names();
    await store.write(aConnection(), undefined);
    expect(await names()).toEqual(["fabrikam"]);
    registry.forget();
    expect(await names()).toEqual(["contoso", "fabrikam"]);
    await store.remove("contoso");
    clock.advanceMs(5_000);
    expect(await names()).toEqual(["fabrikam"]);
  });

  it("have another version when their description or their credentials are others", async () => {
    const { registry, store } = aRegistry();
    const written = await store.write(aConnection(), undefined);
    const version = async () => {
      registry.forget();
      return (await registry.find("contoso"))?.version;
    };
    const first = await version();
    expect(await version()).toBe(first);
    await store.write(aConnection({ daysBack: 3 }), written.kind === "written" ? written.version : "");
    const second = await version();
    const setup = { v: 1, connection: "contoso", state: "ready", changedAtUtc: "", warned: [] } as const;
    await store.writeSetup({ ...setup, credentialsAtUtc: "2026-03-01T12:00:00.000Z" }, undefined);
    expect(new Set([first, second, await version()]).size).toBe(3);
  });

  it("are used without storage as they were known last, and those of the deployment always", async () => {
    const { registry, store, clock, away } = aRegistry();
    away.isAway = true;
    expect(await registry.find("fabrikam")).toMatchObject({ setup: { state: "ready" } });
    await expect(registry.find("contoso"), "only storage knows").rejects.toMatchObject({
      code: "STORAGE_UNAVAILABLE",
    });
    away.isAway = false;
    await store.write(aConnection(), undefined);
    await registry.all();
    clock.advanceMs(60_000);
    away.isAway = true;
    expect((await registry.find("contoso"))?.connection.name).toBe("contoso");
  });

  it("begin anew where what is stored is of another access or user under the same name", async () => {
    const clock = settableClock();
    const store = memoryConnectionStore();
    const unnamed = aConnection({}, { source: "file" });
    const named = aConnection({ integrationUser: "azure.bridge" }, { source: "file" });
    const incomplete = async (connection: Connection) => {
      const options = { fixed: [connection], store, allowedHosts: [], clock, log: () => undefined };
      const found = await connectionRegistry(options).find("contoso");
      return found && whyIncomplete(found);
    };
    const { accessIdentity: _said, ...ready } = firstSetup(unnamed, "2026-03-01T12:00:00.000Z");
    await store.writeSetup(ready, undefined);
    expect(await incomplete(named), "whose it is was never said").toBeUndefined();

    await changeSetup(store, unnamed, "2026-03-01T12:00:00.000Z", (setup) => setup);
    expect(await incomplete(unnamed)).toBeUndefined();
    expect(await incomplete(named)).toContain("connections sync contoso");
    expect(await incomplete(aConnection({ integrationUser: "maria" }, { source: "file" }))).toBeDefined();
  });

  it("are not guessed at where two have the same name: that one waits", async () => {
    const { registry, store, names } = aRegistry();
    await store.write(aConnection({ name: "Fabrikam" }), undefined);
    expect(await names()).toEqual(["fabrikam"]);
    const found = await registry.find("fabrikam");
    expect(found && whyIncomplete(found)).toContain("described in bridge.json and was added by command");
  });
});
