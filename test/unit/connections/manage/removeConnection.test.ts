import { describe, expect, it, vi } from "vitest";

import { removeConnection } from "../../../../shared/connections/manage/removeConnection.ts";
import { showConnection } from "../../../../shared/connections/manage/showConnection.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import { aConnection, aDefinition } from "../../../support/builders/connections.ts";
import { aManageWorld } from "../../../support/builders/manageWorld.ts";

const secrets = { clientSecret: "hunter2-client-secret" };
const { name: _name, ...contoso } = aDefinition();
const wish = { who: "maria", reason: "the instance is gone" };

describe("a connection that is removed", () => {
  it("takes its tokens and secrets with it, and says which routes still lead to it", async () => {
    const { put, parts, states, forgotten, secret, audited } = aManageWorld();
    await put({ ...contoso, secrets });
    await states.write({ v: 1, connection: "contoso" }, undefined);
    expect(await removeConnection(parts, "contoso", wish)).toEqual({
      connection: "contoso",
      routes: ["databases"],
      revokedTokens: 2,
      notRevoked: [],
    });
    expect(new Set(forgotten)).toEqual(new Set(["contoso"]));
    expect(await parts.registry.find("contoso")).toBeUndefined();
    expect(await parts.store.setups()).toEqual([]);
    expect(await parts.states.read("contoso")).toBeUndefined();
    expect(await secret("contoso--client-secret")).toBeUndefined();
    expect((await audited()).find(({ action }) => action === "connection.removed")).toMatchObject(wish);
  });

  it("leaves no token that another instance has asked for meanwhile", async () => {
    const { put, parts, partner } = aManageWorld();
    await put({ ...contoso, secrets });
    const seen: object[] = [];
    partner.whenForgotten = async () => {
      const state = (await parts.store.readSetup("contoso"))?.setup.state;
      const secret = await parts.secrets.get("contoso--client-secret");
      seen.push({ state, canAsk: secret !== undefined });
      // With what it has in hand, it asks as long as there is something to ask with.
      setImmediate(() => {
        if (secret !== undefined) partner.tokens += 1;
      });
    };
    partner.tokens = 2;
    const former = { ...parts.secrets };
    vi.spyOn(parts.secrets, "remove").mockImplementation(async (name) => {
      await new Promise(setImmediate);
      await former.remove(name);
    });
    expect(await removeConnection(parts, "contoso", wish)).toMatchObject({ revokedTokens: 3 });
    expect(partner.tokens).toBe(0);
    expect(seen).toEqual([
      { state: "unauthorised", canAsk: true },
      { state: "unauthorised", canAsk: false },
    ]);
  });

  it("goes although its instance cannot be reached, and says which tokens are left", async () => {
    const { put, parts, partner } = aManageWorld();
    partner.refusal = new BridgeError("SERVICENOW_UNREACHABLE", "ECONNREFUSED");
    await put({ ...contoso, secrets });
    expect(await removeConnection(parts, "contoso", wish)).toMatchObject({
      notRevoked: [{ code: "SERVICENOW_UNREACHABLE" }],
    });
    expect(await parts.store.list()).toEqual([]);
  });

  it.each([
    ["nowhere", "CONNECTION_MISSING"],
    ["fabrikam", "CONNECTION_DESCRIBED_ELSEWHERE"],
  ])("has to be one that was added: %s is %s", async (name, code) => {
    const { parts } = aManageWorld({ fixed: [aConnection({ name: "fabrikam" }, { source: "file" })] });
    await expect(removeConnection(parts, name, wish)).rejects.toMatchObject({ code });
  });

  it("leaves what it shares with one of the same name in bridge.json", async () => {
    const { parts, secret, forgotten } = aManageWorld({ fixed: [aConnection({}, { source: "file" })] });
    await parts.store.write(aConnection(), undefined);
    await parts.secrets.set("contoso--client-secret", "theirs");
    await removeConnection(parts, "contoso", wish);
    expect(await parts.store.list()).toEqual([]);
    expect(await secret("contoso--client-secret")).toBe("theirs");
    expect(forgotten).toEqual([]);
  });
});

describe("a connection that is shown", () => {
  it("has everything but its secrets: those have a place", async () => {
    const { put, parts } = aManageWorld();
    await put({ ...contoso, secrets });
    const view = await showConnection(parts, "contoso");
    expect(view).toMatchObject({
      name: "contoso",
      source: "stored",
      state: "syncing",
      secrets: { clientSecret: "store:contoso--client-secret" },
      routes: ["databases"],
    });
    expect(JSON.stringify(view)).not.toContain(secrets.clientSecret);
  });
});
