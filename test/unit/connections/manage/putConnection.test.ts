import { describe, expect, it, vi } from "vitest";

import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import type { ConnectionState } from "../../../../shared/connections/connectionState.ts";
import { whyIncomplete } from "../../../../shared/connections/whyIncomplete.ts";
import { aConnection, aDefinition } from "../../../support/builders/connections.ts";
import { selfSignedCertificate } from "../../../support/selfSignedCertificate.ts";
import { aManageWorld } from "../../../support/builders/manageWorld.ts";

const secrets = { clientSecret: "hunter2-client-secret" };
const { name: _name, ...contoso } = aDefinition();
/** The state of one whose credentials were refused. */
const parked: ConnectionState = {
  v: 1,
  connection: "contoso",
  pause: {
    code: "SERVICENOW_TOKEN_REFUSED",
    detail: "access_denied",
    sinceUtc: "2026-03-01T12:00:00.000Z",
    untilUtc: "2026-03-02T12:00:00.000Z",
    failedProbes: 3,
    isParked: true,
  },
};

describe("a connection that is added", () => {
  it("is kept with its secret in the store, and is incomplete until it was read for the first time", async () => {
    const { put, parts, secret } = aManageWorld();
    expect(await put({ ...contoso, secrets }, { isNew: true })).toEqual({
      connection: "contoso",
      outcome: "added",
      next: ["check", "sync"],
      notRevoked: [],
    });
    expect((await parts.store.read("contoso"))?.connection).toEqual(aConnection());
    expect(await secret("contoso--client-secret")).toBe(secrets.clientSecret);
    const registered = await parts.registry.find("contoso");
    expect(registered && whyIncomplete(registered)).toContain("bridge connections sync contoso");
  });

  it("wants somebody to sign in where its grant does", async () => {
    const { put, parts } = aManageWorld();
    const grant = { kind: "authorizationCode", clientId: "7d3c" };
    expect((await put({ ...contoso, grant, secrets })).next).toEqual(["authorize", "check", "sync"]);
    const registered = await parts.registry.find("contoso");
    expect(registered && whyIncomplete(registered)).toContain("bridge connections authorize contoso");
  });

  it("is asked whose access it is, although one of that name was in use before", async () => {
    const { put, parts } = aManageWorld();
    // As an app that was described in its settings until now has left it.
    const former = {
      v: 1,
      connection: "contoso",
      state: "ready",
      changedAtUtc: "2026-03-01T12:00:00.000Z",
      account: { userName: "admin", sysId: "1" },
      warned: [],
    } as const;
    await parts.store.writeSetup(former, undefined);
    const added = await put({ ...contoso, secrets, integrationUser: "azure.bridge" }, { isNew: true });
    expect(added.next).toEqual(["check", "sync"]);
    const registered = await parts.registry.find("contoso");
    expect(registered && whyIncomplete(registered)).toContain("bridge connections sync contoso");
    expect(registered?.setup.account).toBeUndefined();
  });

  it("is in the audit trail, with who and what, and without its secrets", async () => {
    const { put, audited } = aManageWorld();
    await put({ ...contoso, secrets });
    const [entry] = await audited();
    expect(entry).toMatchObject({
      who: "maria",
      action: "connection.added",
      subject: "contoso",
      details: { instanceUrl: contoso.instanceUrl, grant: "clientCredentials", secrets: "clientSecret" },
    });
    expect(JSON.stringify(entry)).not.toContain(secrets.clientSecret);
  });

  it.each<[string, object, string]>([
    ["no secret", {}, "secrets.clientSecret: is missing"],
    ["an empty secret", { secrets: { clientSecret: "" } }, "secrets.clientSecret: is empty"],
    [
      "a secret that its grant has no use for",
      { secrets: { ...secrets, password: "hunter2" } },
      "secrets.password: the grant clientCredentials has no use for it",
    ],
    [
      "another connection's secret",
      { secrets, grant: { ...contoso.grant, clientSecret: "store:fabrikam--client-secret" } },
      "at store:contoso--client-secret and nowhere else",
    ],
    [
      "a setting of the app",
      { secrets, grant: { ...contoso.grant, clientSecret: "env:BRIDGE_STORAGE" } },
      "at store:contoso--client-secret and nowhere else",
    ],
    [
      "the app's own identity",
      { grant: { kind: "entra", audience: "https://management.azure.com" } },
      "BRIDGE_ENTRA_AUDIENCES",
    ],
    [
      "a host that nobody has allowed",
      { secrets, instanceUrl: "https://itsm.contoso.com" },
      "BRIDGE_ALLOWED_HOSTS",
    ],
    ["another name than in the address", { secrets, name: "other" }, "a connection keeps its name"],
    ["too many days", { secrets, daysBack: 121 }, "daysBack: must be at most 120 days"],
  ])("is refused with %s, and nothing is kept", async (_what, change, complaint) => {
    const { put, parts, secret, audited } = aManageWorld();
    await expect(put({ ...contoso, ...change })).rejects.toMatchObject({
      code: "REQUEST_INVALID",
      detail: expect.stringContaining(complaint) as string,
    });
    expect(await parts.store.list()).toEqual([]);
    expect(await secret("contoso--client-secret")).toBeUndefined();
    expect(await audited()).toEqual([]);
  });

  it("tells every complaint apart, whatever stands in it", async () => {
    const { put } = aManageWorld();
    await expect(
      put({ ...contoso, secrets, daysBack: 500, instanceUrl: "https://itsm.contoso.com" }),
    ).rejects.toMatchObject({
      problems: [
        "daysBack: must be at most 120 days",
        expect.stringMatching(/^instanceUrl: .*; if it is one/) as string,
      ],
    });
  });

  it("can be looked at before its secrets are typed in, and nothing is kept", async () => {
    const { put, parts, audited } = aManageWorld();
    expect(await put(contoso, { isNew: true, isDryRun: true })).toMatchObject({ outcome: "added" });
    await expect(put({ ...contoso, daysBack: 500 }, { isDryRun: true })).rejects.toMatchObject({
      problems: ["daysBack: must be at most 120 days"],
    });
    expect(await parts.store.list()).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  it("may use the app's own identity for an audience that the settings allow", async () => {
    const { put } = aManageWorld({ allowed: { audiences: ["api://itsm"] } });
    const grant = { kind: "entra", audience: "api://itsm" };
    expect(await put({ ...contoso, grant })).toMatchObject({ outcome: "added" });
  });

  it("must have a name of its own", async () => {
    const { put } = aManageWorld({ fixed: [aConnection({ name: "fabrikam" }, { source: "file" })] });
    await put({ ...contoso, secrets });
    await expect(put({ ...contoso, secrets }, { isNew: true })).rejects.toMatchObject({
      code: "CONNECTION_NAME_TAKEN",
    });
    await expect(put({ ...contoso, secrets }, { name: "Contoso" })).rejects.toMatchObject({
      code: "CONNECTION_NAME_TAKEN",
    });
    await expect(put({ ...contoso, secrets }, { name: "fabrikam" })).rejects.toMatchObject({
      code: "CONNECTION_DESCRIBED_ELSEWHERE",
    });
  });

  it("is not there if its secret could not be kept", async () => {
    const { put, parts } = aManageWorld();
    const failing = new Error("the vault is away");
    Object.assign(parts.secrets, { set: () => Promise.reject(failing) });
    await expect(put({ ...contoso, secrets })).rejects.toBe(failing);
    expect(await parts.store.list()).toEqual([]);
  });
});

describe("a connection that is added where one of the same name was parked before", () => {
  it("may be tried at once, even if it has no secret of its own", async () => {
    const { put, states, clock } = aManageWorld({ allowed: { audiences: ["api://itsm"] } });
    await states.write(parked, undefined);
    await put({ ...contoso, grant: { kind: "entra", audience: "api://itsm" } });
    const { pause } = (await states.read("contoso"))?.state ?? {};
    expect(Date.parse(pause?.untilUtc ?? "")).toBeLessThanOrEqual(clock.nowMs());
  });
});

describe("a connection that is changed", () => {
  it("keeps its secrets, its tokens and its readiness where nothing leads elsewhere", async () => {
    const { put, makeReady, parts, forgotten, audited } = aManageWorld();
    await put({ ...contoso, secrets });
    await makeReady();
    expect(await put({ ...contoso, daysBack: 7 })).toEqual({
      connection: "contoso",
      outcome: "changed",
      next: ["check"],
      notRevoked: [],
    });
    expect(forgotten).toEqual([]);
    const registered = await parts.registry.find("contoso");
    expect(registered && whyIncomplete(registered)).toBeUndefined();
    expect((await audited()).find(({ action }) => action === "connection.changed")?.details).toMatchObject({
      changed: "daysBack",
    });
  });

  it("gets a new secret in place of one that cannot be opened, and has to bring it", async () => {
    const { put, parts, secret } = aManageWorld();
    await put({ ...contoso, secrets });
    const get = parts.secrets.get.bind(parts.secrets);
    const unreadable = () => Promise.reject(new BridgeError("SECRET_UNREADABLE", "sealed under another key"));
    Object.assign(parts.secrets, { get: unreadable });
    await expect(put({ ...contoso, daysBack: 7 })).rejects.toMatchObject({
      code: "REQUEST_INVALID",
      detail: expect.stringContaining("secrets.clientSecret: is missing") as string,
    });
    expect(await put({ ...contoso, secrets: { clientSecret: "another" } })).toMatchObject({
      outcome: "changed",
    });
    Object.assign(parts.secrets, { get });
    expect(await secret("contoso--client-secret")).toBe("another");
  });

  it("says so if it was so already, and leaves no trace of that", async () => {
    const { put, audited } = aManageWorld();
    await put({ ...contoso, secrets });
    expect(await put(contoso)).toMatchObject({ outcome: "unchanged" });
    expect(await audited()).toHaveLength(1);
  });

  it("does not show another instance what was typed in for the former", async () => {
    const { put, forgotten, makeReady, parts } = aManageWorld();
    await put({ ...contoso, secrets });
    await makeReady();
    const elsewhere = { ...contoso, instanceUrl: "https://dev12345.service-now.com" };
    await expect(put(elsewhere)).rejects.toMatchObject({
      detail: expect.stringContaining("secrets.clientSecret: is missing") as string,
    });
    expect(forgotten, "nothing has happened yet").toEqual([]);
    expect(await put({ ...elsewhere, secrets })).toMatchObject({ next: ["check", "sync"] });
    expect(forgotten, "the tokens of the former are revoked").toEqual(["contoso"]);
    const registered = await parts.registry.find("contoso");
    expect(registered && whyIncomplete(registered)).toBeDefined();
  });

  it("never has the secret of the former beside the address of the new", async () => {
    const { put, parts, secret } = aManageWorld();
    await put({ ...contoso, secrets });
    const former = { ...parts.store };
    const together: unknown[] = [];
    vi.spyOn(parts.store, "write").mockImplementation(async (connection, version) => {
      const written = await former.write(connection, version);
      together.push(connection.instanceUrl, await secret("contoso--client-secret"));
      return written;
    });
    const instanceUrl = "https://dev12345.service-now.com";
    await put({ ...contoso, instanceUrl, secrets: { clientSecret: "another" } });
    expect(together).toEqual([instanceUrl, "another"]);
  });

  it("begins anew with another OAuth client, and revokes what the former was given", async () => {
    const { put, makeReady, parts, forgotten } = aManageWorld();
    const grant = { kind: "authorizationCode", clientId: "7d3c" };
    await put({ ...contoso, grant, secrets });
    await makeReady();
    const changed = await put({ ...contoso, grant: { ...grant, clientId: "8e4d" } });
    expect(changed.next).toEqual(["authorize", "check", "sync"]);
    expect(forgotten).toEqual(["contoso"]);
    const registered = await parts.registry.find("contoso");
    expect(registered && whyIncomplete(registered)).toContain("connections authorize contoso");
  });
});

describe("secrets whose end is known", () => {
  const endsUtc = { clientSecret: "2027-01-31", certificate: "2027-02-28", password: "2027-03-31" };
  const { key, cert } = selfSignedCertificate("contoso");
  const application = {
    tenantId: "6f0f7a3e-5a1c-4a53-9a4e-0c0f1b6f2d11",
    clientId: "b1a7c0de-0000-4000-8000-00000000c001",
  };
  const byKey = { kind: "jwtBearer", clientId: "7d3c", keyId: "1", subject: "bridge" };

  it.each([
    [{ kind: "basic", userName: "bridge" }, { password: "hunter2" }, "password", "2027-03-31"],
    [byKey, { ...secrets, privateKey: key }, "private-key", "2027-02-28"],
    [
      { kind: "entra", audience: "api://itsm", application },
      { entraClientSecret: "hunter2" },
      "entra-client-secret",
      "2027-01-31",
    ],
    [{ kind: "clientCredentials", clientId: "7d3c" }, secrets, "client-secret", "2027-01-31"],
  ])("take that with them into the store: %o", async (grant, typed, name, day) => {
    const { put, parts } = aManageWorld();
    await put({ ...contoso, grant, secrets: typed, endsUtc });
    const kept = await parts.secrets.get(`contoso--${name}`);
    expect(kept?.endsUtc?.slice(0, 10)).toBe(day);
  });

  it("say it by the certificate beside the key, where nobody states another one", async () => {
    const { put, parts } = aManageWorld();
    const typed = { ...secrets, privateKey: `${key}${cert}` };
    await put({ ...contoso, grant: byKey, secrets: typed });
    expect((await parts.secrets.get("contoso--private-key"))?.endsUtc).toMatch(/^2049-12-31/);
    await put({ ...contoso, grant: byKey, secrets: typed, endsUtc });
    expect((await parts.secrets.get("contoso--private-key"))?.endsUtc).toMatch(/^2027-02-28/);
  });

  it("do not leave it to those that replace them, and those that stay keep theirs", async () => {
    const { put, renew, parts } = aManageWorld();
    await put({ ...contoso, secrets, endsUtc });
    const statedNow = async () => {
      const { connection } = (await parts.store.read("contoso")) ?? {};
      return Object.values(connection?.endsUtc ?? {}).map((utc) => utc?.slice(0, 10) ?? null);
    };
    await renew({ secrets: { clientSecret: "another" } });
    expect(await statedNow()).toEqual([null, "2027-02-28", "2027-03-31"]);
    expect((await parts.secrets.get("contoso--client-secret"))?.endsUtc).toBeNull();
    await renew({ secrets: { clientSecret: "the third" }, endsUtc: { clientSecret: "2028-01-31" } });
    expect(await statedNow()).toEqual(["2028-01-31", "2027-02-28", "2027-03-31"]);
    await expect(renew({ secrets, endsUtc: "soon" })).rejects.toMatchObject({ code: "REQUEST_INVALID" });
  });
});

describe("a connection that needs nobody, and is given another client", () => {
  it.each([
    { integrationUser: "azure.bridge", goesOn: false },
    { integrationUser: undefined, goesOn: true },
  ])(
    "goes on at once with the integration user $integrationUser: $goesOn",
    async ({ integrationUser, goesOn }) => {
      const { put, renew, makeReady, parts } = aManageWorld();
      await put({ ...contoso, secrets, ...(integrationUser === undefined ? {} : { integrationUser }) });
      await makeReady();
      const grant = { kind: "clientCredentials", clientId: "8e4d" };
      const { next } = await renew({ grant, secrets });
      expect(next).toEqual(goesOn ? ["check"] : ["check", "sync"]);
      const registered = await parts.registry.find("contoso");
      expect(registered && whyIncomplete(registered) === undefined).toBe(goesOn);
    },
  );
});

describe("a connection for which another integration user is named", () => {
  const grants = [
    { kind: "authorizationCode", clientId: "7d3c" },
    { kind: "clientCredentials", clientId: "7d3c" },
  ] as const;
  it.each(grants)(
    "begins anew with the grant $kind: whose access it has, nobody has asked yet",
    async (grant) => {
      const { put, makeReady, parts, forgotten } = aManageWorld();
      await put({ ...contoso, grant, secrets, integrationUser: "azure.bridge" });
      await makeReady();
      const changed = await put({ ...contoso, grant, integrationUser: "maria" });
      expect(changed.next).toContain("sync");
      expect(forgotten, "what the former user was given").toEqual(["contoso"]);
      const registered = await parts.registry.find("contoso");
      expect(registered && whyIncomplete(registered)).toBeDefined();
    },
  );

  it.each(grants)("goes on with the grant $kind if only the case is another", async (grant) => {
    const { put, makeReady, parts, forgotten } = aManageWorld();
    await put({ ...contoso, grant, secrets, integrationUser: "azure.bridge" });
    await makeReady();
    await put({ ...contoso, grant, integrationUser: "Azure.Bridge" });
    expect(forgotten).toEqual([]);
    const registered = await parts.registry.find("contoso");
    expect(registered && whyIncomplete(registered)).toBeUndefined();
  });
});

describe("credentials that are replaced", () => {
  it("leave the name, and revoke the former tokens; what needs nobody goes on", async () => {
    const { put, renew, makeReady, forgotten, parts, secret, clock } = aManageWorld();
    await put({ ...contoso, secrets });
    await makeReady();
    const before = await parts.registry.find("contoso");
    clock.advanceMs(1_000);
    expect(await renew({ secrets: { clientSecret: "another" } })).toMatchObject({
      outcome: "changed",
      next: ["check"],
    });
    expect(await secret("contoso--client-secret")).toBe("another");
    expect(forgotten).toEqual(["contoso"]);
    const after = await parts.registry.find("contoso");
    expect(after && whyIncomplete(after)).toBeUndefined();
    expect(after?.version, "whoever has it open opens it anew").not.toBe(before?.version);
  });

  it("may be of another client and another user, and then somebody signs in again", async () => {
    const { put, renew, makeReady, parts } = aManageWorld();
    const grant = { kind: "authorizationCode", clientId: "7d3c" };
    await put({ ...contoso, grant, secrets });
    await makeReady();
    const renewed = await renew({
      grant: { ...grant, clientId: "8e4d" },
      integrationUser: "bridge.two",
      secrets,
    });
    expect(renewed.next).toEqual(["authorize", "check", "sync"]);
    expect((await parts.store.read("contoso"))?.connection).toMatchObject({
      name: "contoso",
      integrationUser: "bridge.two",
      grant: { clientId: "8e4d" },
    });
  });

  it("take the place of a secret that nobody can open any more", async () => {
    const { put, renew, parts, secret } = aManageWorld();
    await put({ ...contoso, secrets });
    const lost = new BridgeError("SECRET_UNREADABLE", "its key is not there");
    const reading = vi.spyOn(parts.secrets, "get").mockRejectedValue(lost);
    await expect(put(contoso)).rejects.toMatchObject({
      detail: expect.stringContaining("secrets.clientSecret: is missing") as string,
    });
    await renew({ secrets: { clientSecret: "another" } });
    reading.mockRestore();
    expect(await secret("contoso--client-secret")).toBe("another");
  });

  it("end the rest of a connection that was parked for the former ones, by the way that this instance notices", async () => {
    const { put, renew, states, clock, resumed } = aManageWorld();
    await put({ ...contoso, secrets });
    await states.write(parked, undefined);
    await renew({ secrets });
    const { pause: after } = (await states.read("contoso"))?.state ?? {};
    expect(Date.parse(after?.untilUtc ?? "")).toBeLessThanOrEqual(clock.nowMs());
    expect(resumed).toEqual(["contoso"]);
  });

  it.each([
    ["a field that is none", { secrets, daysBack: 3 }, "contoso", "REQUEST_INVALID"],
    ["a connection that is not there", { secrets }, "nowhere", "CONNECTION_MISSING"],
    ["a connection of bridge.json", { secrets }, "fabrikam", "CONNECTION_DESCRIBED_ELSEWHERE"],
  ])("are refused for %s", async (_what, body, name, code) => {
    const { put, renew } = aManageWorld({ fixed: [aConnection({ name: "fabrikam" }, { source: "file" })] });
    await put({ ...contoso, secrets });
    await expect(renew(body, name)).rejects.toMatchObject({ code });
  });
});
