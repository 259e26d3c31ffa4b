import { describe, expect, it } from "vitest";

import type { ConnectionGrant } from "../../../../shared/connections/connection.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import {
  aConnection,
  authorisationWorld,
  integrationUser,
} from "../../../support/builders/authorisationWorld.ts";

const secret = { from: "store", name: "servicenow--client-secret" } as const;
const oauth = { clientId: "contoso-client", clientSecret: secret };
const wish = { who: "said: operator@contoso", reachedAt: "http://127.0.0.1:7071" };
const typed = { who: wish.who, userName: "bridge.integration", password: "Contoso-1-typed" };

const needNobody: readonly ConnectionGrant[] = [
  { kind: "clientCredentials", ...oauth },
  { kind: "jwtBearer", ...oauth, privateKey: secret, keyId: "1", subject: "5".repeat(32) },
  { kind: "entra", audience: "api://contoso", application: null, managedIdentityClientId: null },
  { kind: "password", ...oauth, user: { userName: "bridge.integration", password: secret } },
];

describe("a grant that needs nobody", () => {
  it.each(needNobody)("$kind is tried at once", async (grant) => {
    const world = authorisationWorld(aConnection({ grant, source: "settings" }));

    expect(await world.instance().begin("servicenow", wish)).toMatchObject({
      way: "done",
      connection: "servicenow",
      account: integrationUser,
    });
    expect(world.requests).toEqual([{ by: "grant" }]);
    expect(world.setup).toMatchObject({ state: "ready", account: integrationUser });
  });

  it.each(needNobody)("$kind keeps nothing that is of somebody else", async (grant) => {
    const world = authorisationWorld(aConnection({ grant }));
    world.account = { userName: "admin", sysId: "7".repeat(32) };

    await expect(world.instance().begin("servicenow", wish)).rejects.toMatchObject({
      code: "CREDENTIALS_OF_WRONG_ACCOUNT",
    });
    expect(world.kept).toEqual([]);
    expect(world.logged).toMatchObject([
      { event: "connection.authorisationFailed", fields: { code: "CREDENTIALS_OF_WRONG_ACCOUNT" } },
    ]);
  });

  it("Basic has no tokens, and is asked whose account it is all the same", async () => {
    const grant: ConnectionGrant = { kind: "basic", userName: "bridge.integration", password: secret };
    const world = authorisationWorld(aConnection({ grant }));

    expect(await world.instance().begin("servicenow", wish)).toMatchObject({
      way: "done",
      ends: { accessEndsUtc: null, refreshEndsUtc: null },
    });
    expect(world.requests, "what nobody can open any more makes room").toEqual([{ by: "grant" }]);
    world.account = { userName: "admin", sysId: "7".repeat(32) };
    await expect(world.instance().begin("servicenow", wish)).rejects.toMatchObject({
      code: "CREDENTIALS_OF_WRONG_ACCOUNT",
    });
  });
});

describe("whose access it is", () => {
  const grant = needNobody[0]!;

  it("does not depend on how the name is written", async () => {
    const world = authorisationWorld(aConnection({ grant, integrationUser: " Bridge.Integration " }));
    expect(await world.instance().begin("servicenow", wish)).toMatchObject({ way: "done" });
  });

  it("is refused if ServiceNow does not say, where one is named", async () => {
    const world = authorisationWorld(aConnection({ grant }));
    world.account = undefined;
    await expect(world.instance().begin("servicenow", wish)).rejects.toMatchObject({
      code: "CONNECTION_ACCOUNT_UNKNOWN",
    });
    expect(world.kept).toEqual([]);
  });

  it.each([integrationUser, undefined])("is anybody's where nobody is named: %j", async (account) => {
    const world = authorisationWorld(aConnection({ grant, integrationUser: null }));
    world.account = account;
    expect(await world.instance().begin("servicenow", wish)).toMatchObject({ account: account ?? null });
    expect(world.setup?.account).toEqual(account);
  });
});

describe("a user name and a password", () => {
  const asks: readonly ConnectionGrant[] = [
    { kind: "password", ...oauth, user: null },
    { kind: "authorizationCode", ...oauth },
  ];

  it("are what the password grant wants to begin with", async () => {
    const world = authorisationWorld(aConnection({ grant: asks[0]! }));
    expect(await world.instance().begin("servicenow", wish)).toEqual({
      way: "password",
      connection: "servicenow",
      instanceUrl: "https://contoso.service-now.com",
      integrationUser: "bridge.integration",
    });
  });

  it.each(asks)(
    "authorise a connection with the grant $kind, and are in nothing that is kept",
    async (grant) => {
      const world = authorisationWorld(aConnection({ grant }));

      const done = await world.instance().withPassword("servicenow", typed);

      expect(done).toMatchObject({ connection: "servicenow", account: integrationUser });
      expect(world.requests).toEqual([
        { by: "password", userName: typed.userName, password: typed.password },
      ]);
      const { audited, logged, setup, kept } = world;
      expect(setup?.state, "it is read before it is used").toBe("syncing");
      expect(JSON.stringify({ audited, logged, setup, kept })).not.toContain(typed.password);
    },
  );

  it.each([
    ...needNobody.slice(0, 3),
    { kind: "authorizationCode", clientId: "public", clientSecret: null } as const,
  ])("are of no use to the grant $kind", async (grant) => {
    const world = authorisationWorld(aConnection({ grant }));
    await expect(world.instance().withPassword("servicenow", typed)).rejects.toMatchObject({
      code: "REQUEST_INVALID",
    });
    expect(world.requests).toEqual([]);
  });

  it("that ServiceNow refuses are tried once, and say so with its code", async () => {
    const world = authorisationWorld(aConnection({ grant: asks[0]! }));
    world.refusal = new BridgeError("SERVICENOW_TOKEN_REFUSED", "401 to the password grant: server_error");
    await expect(world.instance().withPassword("servicenow", typed)).rejects.toMatchObject({
      code: "SERVICENOW_TOKEN_REFUSED",
    });
    expect(world.requests).toHaveLength(1);
    expect(world.setup).toBeUndefined();
  });
});
