import { describe, expect, it } from "vitest";

import { azureConnectionStore } from "../../shared/adapters/azure/azureConnectionStore.ts";
import { azureStorage } from "../../shared/adapters/azure/azureStorage.ts";
import type { Synced } from "../../shared/connectionCare/syncByHand.ts";
import type { ConnectionStatus } from "../../shared/status/connectionStatus.ts";
import { aTerminal } from "../integration/cli/runBridge.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

const dayMs = 86_400_000;
const world = useWorld({ settings: { BRIDGE_WATCH_SCHEDULE: "* * * * * *" } });

async function statusOf(): Promise<ConnectionStatus> {
  const { status, body } = await world().bridge.get<ConnectionStatus>("/api/connections/servicenow/status");
  expect(status).toBe(200);
  return body;
}

/** As the timer has left it, in the shared storage. */
async function putRefreshTokenEnd(inMs: number): Promise<void> {
  const storage = await azureStorage({ by: "connectionString", connectionString: world().storage });
  const setups = azureConnectionStore(storage);
  const stored = await setups.readSetup("servicenow");
  const endsUtc = new Date(Date.now() + inMs).toISOString();
  const written = await setups.writeSetup(
    {
      v: 1,
      connection: "servicenow",
      state: "ready",
      changedAtUtc: new Date().toISOString(),
      warned: [],
      ends: [{ of: "refreshToken", endsUtc, lifespanMs: 90 * dayMs, isReplacedByItself: false }],
    },
    stored?.version,
  );
  expect(written.kind).toBe("written");
}

describe("a connection whose refresh token ends in six days", () => {
  it("says so in the status and in one incident, which is resolved once a synchronisation has seen another end", async () => {
    const { bridge, sandbox } = world();
    // Once the bridge answers, its tables are there.
    await statusOf();
    await putRefreshTokenEnd(6.5 * dayMs);
    expect((await statusOf()).setup?.ends).toMatchObject([
      { of: "refreshToken", warning: { daysBefore: 7, severity: 2 } },
    ]);

    const warnings = () =>
      sandbox
        .records("incident")
        .filter((one) =>
          (one["short_description"] ?? "").includes("refresh token of the connection servicenow"),
        );
    const inState = (state: string) =>
      eventually(() => {
        const [warning] = warnings();
        if (warning?.["state"] !== state) throw new Error(`It is ${warning?.["state"] ?? "not there"}`);
        return Promise.resolve(warning);
      });
    expect((await inState("1"))["description"]).toContain(
      "npm run bridge -- connections authorize servicenow",
    );

    // Its grant needs nobody: the bridge gets the next refresh token by itself.
    const synced = await bridge.post<Synced>("/api/connections/servicenow/sync", {});
    expect(synced.status).toBe(200);
    expect(synced.body.setup).toMatchObject({
      state: "ready",
      ends: [{ of: "refreshToken", isReplacedByItself: true, warning: null }],
      sync: { running: null, problem: null, read: { choiceLists: 5 } },
    });
    await inState("6");
    expect(warnings()).toHaveLength(1);
  });
});

describe("connections sync", () => {
  it("says in the terminal what it read, and the audit trail who asked", async () => {
    const { bridgeUrl, bridge } = world();
    const run = aTerminal({ BRIDGE_URL: bridgeUrl });
    const { code, out } = await run(["connections", "sync", "servicenow"]);
    expect(out).toMatch(
      /✓ servicenow is synchronised: \d+ templates, 5 choice lists, 10 close codes, \d+ groups\./,
    );
    expect(code).toBe(0);
    const shown = (await run(["status", "servicenow"])).out;
    expect(shown).toMatch(/refresh token {3}ends .*\n.*the bridge gets the next one by itself/);
    expect(shown).toMatch(/sync {2,}.* ago\)\n.*5 choice lists/);
    const { body } = await bridge.get<{ readonly entries: readonly { readonly action: string }[] }>(
      "/api/audit?subject=servicenow",
    );
    expect(body.entries.map(({ action }) => action)).toContain("connection.synchronised");
  });

  it("takes the refresh token's lifespan from the OAuth client's record, where that may be read", async () => {
    const { bridgeUrl, sandbox, bridge } = world();
    sandbox.oauth.client("contoso-client", { refreshTokenLifespanSeconds: 30 * 86_400 });
    const sync = async () => {
      const { body } = await bridge.post<Synced>("/api/connections/servicenow/sync", {});
      const [end] = body.setup.ends;
      const since = Date.parse(body.setup.refreshSinceUtc ?? "");
      return { days: (Date.parse(end?.endsUtc ?? "") - since) / dayMs, from: end?.lifespanFrom };
    };
    expect(await sync()).toEqual({ days: 90, from: "connection" });
    sandbox.setProperty("sandbox.acl.granted", "oauth_entity.read");
    expect(await sync()).toEqual({ days: 30, from: "client" });
    const { out } = await aTerminal({ BRIDGE_URL: bridgeUrl })(["status", "servicenow"]);
    expect(out).toContain("a forecast from the OAuth client's record");
  });

  it("names what may not be read, lets the connection be used, and knows no other connection", async () => {
    const { bridgeUrl, sandbox } = world();
    sandbox.faults.set({ kind: "queryDenied", match: { pathContains: "/table/sys_template" } });
    const run = aTerminal({ BRIDGE_URL: bridgeUrl });
    const { code, out } = await run(["connections", "sync", "servicenow"]);
    expect(out).toContain("CONNECTION_CONFIGURATION_UNREADABLE");
    expect(out).toContain("templates: ");
    expect(code).toBe(0);
    expect((await statusOf()).health).toBe("healthy");
    const unknown = await run(["connections", "sync", "fabrikam"]);
    expect([unknown.code, unknown.err]).toEqual([
      1,
      expect.stringContaining("There is no connection fabrikam"),
    ]);
  });
});
