import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BlobServiceClient } from "@azure/storage-blob";
import { beforeAll, describe, expect, it } from "vitest";

import type { DeliveryView } from "../../shared/tickets/deliveryView.ts";
import type { ConnectionStatus } from "../../shared/status/connectionStatus.ts";
import { aTerminal, type CommandResult } from "../integration/cli/runBridge.ts";
import { aKeySetting } from "../support/builders/sealingKeys.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { eventually } from "../support/world/eventually.ts";
import { signInByHand } from "../support/world/signInByHand.ts";
import { useWorld } from "../support/world/useWorld.ts";

const dayMs = 86_400_000;
const publicUrl = "http://127.0.0.1:7071";
const user = { name: "bridge.integration", password: "Contoso-integration-1" };
const clockAhead = pathToFileURL(join(import.meta.dirname, "../support/world/clockAhead.ts")).href;

const world = useWorld({
  config: {
    selfWarnings: { enabled: true, route: "own" },
    routes: [
      { name: "own" },
      { name: "contoso", connection: "contoso" },
      { name: "fabrikam", connection: "fabrikam" },
    ],
  },
  settings: {
    BRIDGE_SECRET_KEY: aKeySetting(7),
    BRIDGE_PUBLIC_URL: publicUrl,
    BRIDGE_WATCH_SCHEDULE: "* * * * * *",
    // Long enough to do something while nobody tries the connection.
    BRIDGE_PAUSE_SECONDS: "15",
  },
});

async function bridge(...args: readonly string[]): Promise<CommandResult> {
  const environment = {
    BRIDGE_URL: world().bridgeUrl,
    CONTOSO_SECRET: "contoso-bridge-secret",
    FABRIKAM_SECRET: "fabrikam-bridge-secret",
    NEW_SECRET: "fabrikam-new-secret",
  };
  const result = await aTerminal(environment)(args);
  if (result.code !== 0) throw new Error(`bridge ${args.join(" ")}: ${result.out}${result.err}`);
  return result;
}

/** Posts to one route, which leads to one connection; resolves when it is settled. */
async function deliver(route: string, alert: unknown): Promise<DeliveryView> {
  const [{ id }] = await world().bridge.send(alert, `/api/alerts/${route}`);
  return world().bridge.settled(id);
}

async function authorise(): Promise<number> {
  const { out } = await bridge("connections", "authorize", "contoso", "--no-wait");
  const link = /http\S+authorize\?ticket=\w+/.exec(out)?.[0] ?? "";
  const by = { connection: "contoso", userName: user.name, password: user.password };
  const { lastPage, timesAllowed } = await signInByHand(world(), { ...by, link });
  expect(lastPage).toContain("The bridge may work in ServiceNow");
  return timesAllowed;
}

const statusOf = async (name: string) =>
  (await world().bridge.get<ConnectionStatus>(`/api/connections/${name}/status`)).body;
const tokensOf = (clientId: string) =>
  world()
    .sandbox.oauth.tokens()
    .filter((token) => token.clientId === clientId);
const refreshTokenOf = (clientId: string) =>
  tokensOf(clientId).find(({ kind }) => kind === "refresh_token")?.sysId;

async function storedNames(): Promise<readonly string[]> {
  const container = BlobServiceClient.fromConnectionString(world().storage).getContainerClient(
    "bridge-secrets",
  );
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  return names;
}

beforeAll(() => {
  const { sandbox } = world();
  sandbox.setProperty("glide.oauth.inbound.client.credential.grant_type.enabled", "true");
  sandbox.oauth.client("contoso-bridge", {
    name: "Azure Ticket Bridge",
    secret: "contoso-bridge-secret",
    redirectUrls: [`${publicUrl}/api/connections/contoso/authorized`],
  });
  for (const [id, secret] of [
    ["fabrikam-bridge", "fabrikam-bridge-secret"],
    ["fabrikam-bridge-2", "fabrikam-new-secret"],
  ] as const) {
    sandbox.oauth.client(id, { name: id, secret, applicationUser: user.name });
  }
});

describe("connections that are added by command", () => {
  it("make tickets once they are authorised and synchronised; what came before has waited", async () => {
    const { sandbox } = world();
    const at = ["--instance", world().sandbox.url, "--integration-user", user.name];
    const added = await bridge(
      ...["connections", "add", "contoso", ...at, "--grant", "authorizationCode"],
      ...["--client-id", "contoso-bridge", "--client-secret-env", "CONTOSO_SECRET"],
    );
    expect(added.out).toContain("connections authorize contoso");
    await bridge(
      ...["connections", "add", "fabrikam", ...at, "--grant", "clientCredentials"],
      ...["--client-id", "fabrikam-bridge", "--client-secret-env", "FABRIKAM_SECRET"],
    );
    const [{ id: early }] = await world().bridge.send(anAlertSeries().fired(), "/api/alerts/contoso");
    await eventually(async () => {
      const { state, code, because } = await world().bridge.delivery(early);
      const why = expect.stringContaining("nobody has signed in") as unknown;
      expect([state, code, because]).toEqual(["waiting", "CONNECTION_INCOMPLETE", why]);
    });
    // What it reads cannot be had for a while: access alone is not enough.
    sandbox.faults.set({ id: "unread", kind: "unavailable", match: { pathContains: "/table/sys_template" } });
    expect(await authorise()).toBe(1);
    // The timer may be at it in this moment.
    const sync = (name: string) => bridge("connections", "sync", name);
    await eventually(() => expect(sync("contoso")).rejects.toThrow("SERVICENOW_UNAVAILABLE"));
    expect(await statusOf("contoso")).toMatchObject({ health: "incomplete", setup: { state: "syncing" } });
    sandbox.faults.clear("unread");
    for (const name of ["contoso", "fabrikam"]) {
      await eventually(() => sync(name));
      const view = await deliver(name, anAlertSeries().fired());
      expect(view).toMatchObject({ state: "delivered", because: "first of its kind" });
    }
    expect(await world().bridge.settled(early)).toMatchObject({ state: "delivered" });
  });
});

describe("a connection that is given another client and another secret", () => {
  it("keeps its tickets: what is over is resolved in the incident that the former client made", async () => {
    const { sandbox } = world();
    const series = anAlertSeries();
    const made = await deliver("fabrikam", series.fired());
    await bridge(
      ...["connections", "credentials", "fabrikam", "--client-id", "fabrikam-bridge-2"],
      ...["--client-secret-env", "NEW_SECRET"],
    );
    // Whose access the new client has, is asked first.
    await eventually(() => bridge("connections", "sync", "fabrikam"));
    expect(tokensOf("fabrikam-bridge")).toEqual([]);
    sandbox.oauth.client("fabrikam-bridge", { active: false });

    const over = await deliver("fabrikam", series.resolved());
    expect(over).toMatchObject({ state: "delivered", correlationId: made.correlationId });
    expect(world().incidents(made.correlationId)).toMatchObject([{ state: "6" }]);
    expect(tokensOf("fabrikam-bridge-2")).not.toEqual([]);
  });
});

describe("a connection whose refresh token ends in a week", () => {
  const warnings = () =>
    world()
      .sandbox.records("incident")
      .filter((one) => (one["short_description"] ?? "").includes("refresh token of the connection contoso"));
  const untilState = (state: string) =>
    eventually(() => expect(warnings()).toMatchObject([{ state }]), { withinMs: 90_000 });
  const care = () => world().bridge.post("/admin/functions/refreshTokens", {});

  it("says so in the status and in one incident, which is resolved once somebody has authorised it anew", async () => {
    const { sandbox } = world();
    const former = refreshTokenOf("contoso-bridge");
    expect(former).toBeDefined();
    // Everybody's clock goes on for 84 days, of the 90 that the bridge takes for the token's life.
    sandbox.clock.advanceMs(84 * dayMs);
    await world().stopFunctions();
    await world().startFunctions({
      NODE_OPTIONS: `--import=${clockAhead}`,
      CLOCK_AHEAD_MS: String(84 * dayMs),
    });
    await care();
    await eventually(async () => {
      const { setup } = await statusOf("contoso");
      expect(setup?.ends).toMatchObject([{ of: "refreshToken", warning: { daysBefore: 7, severity: 2 } }]);
    });
    await untilState("1");
    expect(warnings()[0]?.["description"]).toContain("connections authorize contoso");

    // ServiceNow gives the same one again while it lives; the second time it is replaced.
    expect(await authorise()).toBe(2);
    expect(refreshTokenOf("contoso-bridge")).not.toBe(former);
    expect((await statusOf("contoso")).setup?.ends).toMatchObject([{ of: "refreshToken", warning: null }]);
    await untilState("6");
    expect(await deliver("contoso", anAlertSeries().fired())).toMatchObject({ state: "delivered" });
    await care();
    expect(sandbox.records("oauth_credential").filter(({ revoked }) => revoked === "true")).not.toEqual([]);
    expect(tokensOf("contoso-bridge").filter(({ kind }) => kind === "refresh_token")).toHaveLength(1);
    expect(warnings()).toHaveLength(1);
  });
});

describe("a connection that is removed while messages wait for it", () => {
  it("leaves neither tokens nor secrets; what waits is a dead letter that says so, and others go on", async () => {
    const { sandbox } = world();
    expect(await storedNames()).toContainEqual(expect.stringContaining("contoso"));
    expect(tokensOf("contoso-bridge")).not.toEqual([]);
    sandbox.faults.set({ id: "away", kind: "unavailable", match: { pathContains: "/table/incident" } });
    const series = anAlertSeries();
    const waiting = await Promise.all(
      [1, 2, 3].map((sequence) => world().bridge.send(series.fired({ sequence }), "/api/alerts/contoso")),
    );
    await eventually(async () => {
      const views = await Promise.all(waiting.map(([{ id }]) => world().bridge.delivery(id)));
      expect(views.map(({ code }) => code)).not.toContain(null);
    });
    expect((await statusOf("contoso")).pause).not.toBeNull();
    const { out } = await bridge("connections", "remove", "contoso", "--yes", "--reason", "it is gone");
    expect(out).toContain("! Routes still lead to it: contoso.");
    sandbox.faults.clear("away");

    expect(tokensOf("contoso-bridge")).toEqual([]);
    // Whose turn it is to ask for tokens is no secret.
    const left = (await storedNames()).filter((name) => !name.startsWith("locks/"));
    expect(left.filter((name) => name.includes("contoso"))).toEqual([]);
    for (const [{ id }] of waiting) {
      const letter = await world().bridge.deadLetterOf(id);
      expect(letter).toMatchObject({ code: "CONNECTION_MISSING" });
      expect(letter.detail).toContain('"contoso"');
    }
    expect(await deliver("fabrikam", anAlertSeries().fired())).toMatchObject({ state: "delivered" });
  });
});
