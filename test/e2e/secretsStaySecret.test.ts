import { generateKeyPairSync } from "node:crypto";
import { BlobServiceClient } from "@azure/storage-blob";
import { TableClient } from "@azure/data-tables";
import { QueueClient } from "@azure/storage-queue";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { aTerminal } from "../integration/cli/runBridge.ts";
import { aKeySetting } from "../support/builders/sealingKeys.ts";
import { application, type EntraDouble, startEntra, tenantId } from "../support/entra/startEntra.ts";
import { findLeaks, type Trace } from "../support/leaks/findLeaks.ts";
import { storedTraces } from "../support/leaks/storedTraces.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { type EchoingInstance, startEchoingInstance } from "../support/world/echoingInstance.ts";
import { eventually } from "../support/world/eventually.ts";
import { signInByHand } from "../support/world/signInByHand.ts";
import { useWorld } from "../support/world/useWorld.ts";

// With characters that look different in a form, in a URL, in JSON and in a header.
const password = 'Contoso+integration/1 "&%';
const clientSecret = "contoso?client+secret/&=1";
const sealingKey = aKeySetting(7);
const entraAudience = "api://servicenow";

const world = useWorld({
  sandbox: { integrationPassword: password, oauthClient: { id: "contoso-client", secret: clientSecret } },
  settings: {
    SERVICENOW_PASSWORD: password,
    SERVICENOW_CLIENT_SECRET: clientSecret,
    BRIDGE_SECRET_KEY: sealingKey,
  },
});

let echo: EchoingInstance;
let entra: EntraDouble;
beforeAll(async () => {
  [echo, entra] = await Promise.all([startEchoingInstance(), startEntra({ knownAs: "bridge.integration" })]);
});
afterAll(() => Promise.all([echo.close(), entra.close()]));

/** Every secret that was used, by what it is. */
const secrets = new Map([
  ["the password", password],
  ["the client secret", clientSecret],
  ["the sealing key", sealingKey],
]);

/** Tokens come and go: they are noted whenever something has happened. */
function noteTokens(): void {
  for (const { token = "" } of world().sandbox.records("oauth_credential")) {
    secrets.set(`token ${secrets.size}`, token);
  }
  for (const [index, token] of entra.given.entries()) secrets.set(`the token ${index} of Entra`, token);
}

const seen: Trace[] = [];

async function look(path: string): Promise<unknown> {
  const { status, headers, body } = await world().bridge.get<unknown>(path);
  const text = JSON.stringify({ body, headers: Object.fromEntries(headers) });
  seen.push({ where: `GET ${path} (${status})`, text });
  return body;
}

async function run(...args: readonly string[]): Promise<void> {
  const { out, err } = await aTerminal({ BRIDGE_URL: world().bridgeUrl })(args);
  seen.push({ where: `bridge ${args.join(" ")}`, text: out + err });
}

/** Pipes secrets in, as JSON. */
async function typed(input: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<void> {
  const piped = [...args, "--secret-stdin"];
  const { out, err, code } = await aTerminal({ BRIDGE_URL: world().bridgeUrl })(piped, JSON.stringify(input));
  seen.push({ where: `bridge ${piped.join(" ")}`, text: out + err });
  expect({ code, err }).toMatchObject({ code: 0 });
}

/** Somebody signs in in a browser. The link is for that person alone, and what the browser brings back for the bridge. */
async function signIn(connection: string): Promise<void> {
  const { bridge, bridgeUrl, sandbox } = world();
  const { body } = await bridge.post<{ readonly link: string }>(
    `/api/connections/${connection}/authorization`,
    {},
  );
  const brought: string[] = [];
  const { lastPage } = await signInByHand(
    { sandbox, bridgeUrl },
    {
      ...{ connection, link: body.link, userName: "bridge.integration", password },
      onBack: (search) => brought.push(search),
    },
  );
  expect(lastPage).toContain("The bridge may work in ServiceNow");
  seen.push({ where: "the last page", text: lastPage });
  secrets.set("the link's ticket", new URL(body.link).searchParams.get("ticket") ?? "");
  for (const [name, value] of new URLSearchParams(brought[0])) secrets.set(`the browser's ${name}`, value);
}

/** Adds what cannot be added: the answer says what is wrong, and repeats nothing. */
async function refusedByApi(wrong: Readonly<Record<string, string>>): Promise<void> {
  const response = await fetch(`${world().bridgeUrl}/api/connections/by-mistake`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      instanceUrl: world().sandbox.url,
      grant: { kind: "jwtBearer", clientId: "by-mistake", keyId: "key-1", subject: "nobody" },
      secrets: wrong,
    }),
  });
  const text = await response.text();
  expect([response.status, text]).toEqual([400, expect.stringContaining("secrets.privateKey")]);
  seen.push({ where: "PUT /api/connections/by-mistake (400)", text });
}

/** Sends an alert and resolves when its delivery shows a failure with this code. */
async function failing(code: string): Promise<string> {
  const { bridge } = world();
  const [{ id }] = await bridge.send(anAlertSeries().fired());
  await eventually(async () => {
    const view = await bridge.delivery(id);
    if (view.code !== code) throw new Error(`${view.state}: ${view.code ?? ""} ${view.because ?? ""}`);
  });
  await look(`/api/deliveries/${id}`);
  await run("why", id);
  noteTokens();
  return id;
}

/** With other settings, and with a connection that nothing has paused and whose credentials nobody has refused yet. */
async function restart(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  await world().stopFunctions();
  const table = TableClient.fromConnectionString(world().storage, "BridgeConnections", insecure);
  await table.deleteEntity("servicenow", "state").catch(() => undefined);
  const sealed = BlobServiceClient.fromConnectionString(world().storage).getContainerClient("bridge-secrets");
  await sealed.getBlobClient("tokens/servicenow").deleteIfExists();
  await world().startFunctions(settings);
}
const insecure = { allowInsecureConnection: true };

describe("a run in which much goes wrong", () => {
  it("delivers, and is refused in many ways", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    expect(await bridge.deliver(series.fired())).toMatchObject({ state: "delivered" });
    expect(await bridge.deliver(series.resolved())).toMatchObject({ state: "delivered" });
    noteTokens();
    expect([...secrets.keys()].filter((name) => name.startsWith("token"))).not.toEqual([]);

    for (const [kind, code] of [
      ["policyDenied", "SERVICENOW_UNEXPECTED_RESPONSE"],
      ["aclDenied", "SERVICENOW_ACL_DENIED"],
    ] as const) {
      sandbox.faults.set({ kind, match: { pathContains: "/table/incident" } });
      const id = await failing(code);
      const { id: letter } = await bridge.deadLetterOf(id);
      await look(`/api/dead-letters/${letter}`);
      await run("dead-letters", "show", letter);
      sandbox.faults.clear();
    }
    sandbox.faults.set({ kind: "serverError", match: { pathContains: "/table/incident" } });
    await failing("SERVICENOW_SERVER_ERROR");
    sandbox.faults.clear();

    sandbox.faults.set({ kind: "unauthorized" });
    await failing("SERVICENOW_TOKEN_NOT_ACCEPTED");
    sandbox.faults.clear();
  });

  it.each([
    ["invalidClient", "SERVICENOW_CLIENT_REJECTED"],
    ["tokenErrorIn200", "SERVICENOW_TOKEN_REFUSED"],
  ] as const)("asks for a token and is answered %s", async (kind, code) => {
    world().sandbox.faults.set({ kind });
    await restart({ SERVICENOW_CLIENT_ID: "contoso-client" });
    for (const { token = "" } of world().sandbox.records("oauth_credential")) {
      await fetch(`${world().sandbox.url}/oauth_revoke_token.do?token=${token}`, { method: "POST" });
    }
    await failing(code);
  });

  it("meets something that repeats all that it was sent", async () => {
    secrets.set("the echoed access token", echo.accessToken);
    secrets.set("the echoed refresh token", echo.refreshToken);
    for (const grant of ["password", "basic"]) {
      const settings = { SERVICENOW_INSTANCE_URL: echo.url, SERVICENOW_GRANT: grant };
      if (grant === "password") {
        echo.refuses = "token";
        await restart(settings);
        await failing("SERVICENOW_CLIENT_REJECTED");
      }
      echo.refuses = "call";
      await restart(settings);
      const id = await failing("SERVICENOW_UNEXPECTED_RESPONSE");
      const { id: letter } = await world().bridge.deadLetterOf(id);
      await look(`/api/dead-letters/${letter}`);
      await run("dead-letters", "show", letter);
    }
  });

  it("loses its storage for a while", async () => {
    // From here on it finds Entra, too.
    await restart(entra.here);
    await world().stopStorage();
    const { status, body } = await world().bridge.post<unknown>("/api/alerts", anAlertSeries().fired());
    expect(status).toBe(503);
    seen.push({ where: "POST /api/alerts (503)", text: JSON.stringify(body) });
    await look("/api/ready");
    await world().startStorage();
    await world().bridge.send(anAlertSeries().fired());
  });

  it("connects with every grant, by secrets that are typed in, wrong ones among them", async () => {
    const { sandbox } = world();
    sandbox.setProperty("glide.oauth.inbound.client.credential.grant_type.enabled", "true");
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const publicKeyPem = publicKey.export({ type: "spki", format: "pem" }).toString();
    secrets.set("the private key", key).set("a line of the private key", key.split("\n")[7] ?? "");
    const trusted = { name: "Microsoft Entra ID", issuer: entra.issuer, audience: entraAudience };
    sandbox.oauth.trustIssuer({
      ...{ ...trusted, keys: [...entra.keys], userClaim: "appid", userField: "user_name" },
    });
    const user = ["--user", "bridge.integration"];
    const grants = [
      ["by-code", sandbox.url, "authorizationCode", {}],
      ["by-client", sandbox.url, "clientCredentials", {}],
      ["by-key", sandbox.url, "jwtBearer", { privateKey: key }],
      ["by-password", sandbox.url, "password", { password }],
      ["by-basic", sandbox.url, "basic", { password }],
      ["by-entra", sandbox.url, "entra", {}],
      ["to-echo", echo.url, "clientCredentials", {}],
    ] as const;
    const connect = async ([name, instance, grant, more]: (typeof grants)[number]) => {
      const secret = `${name}?typed+secret/&=1`;
      secrets.set(`the secret of ${name}`, secret);
      sandbox.oauth.client(name, {
        ...{ name, secret, applicationUser: "bridge.integration" },
        redirectUrls: [`${world().bridgeUrl}/api/connections/${name}/authorized`],
        // With a key, it is a client for assertions only.
        ...(grant === "jwtBearer" && {
          jwtUserField: "user_name",
          jwtKeys: [{ keyId: "key-1", publicKeyPem }],
        }),
      });
      const flags: Readonly<Record<string, readonly string[]>> = {
        jwtBearer: ["--key-id", "key-1", "--subject", "bridge.integration"],
        password: user,
        basic: user,
        entra: ["--audience", entraAudience, "--tenant-id", tenantId],
      };
      const clientId = grant === "entra" ? application.clientId : name;
      if (grant === "entra") entra.secrets.add(secret);
      await typed(
        grant === "basic"
          ? more
          : { [grant === "entra" ? "entraClientSecret" : "clientSecret"]: secret, ...more },
        ...["connections", "add", name, "--instance", instance, "--grant", grant],
        ...(grant === "basic" ? [] : ["--client-id", clientId]),
        ...(flags[grant] ?? []),
      );
      if (grant === "authorizationCode") await signIn(name);
      else await run("connections", "authorize", name);
      await run("connections", "sync", name);
      await run("connections", "show", name);
      await look(`/api/connections/${name}/status`);
      noteTokens();
    };
    // Beside one another: mostly they wait.
    await Promise.all(grants.map(connect));
    const synced = seen.filter(({ text }) => text.includes("is synchronised"));
    expect(synced.map(({ where }) => where.split(" ").at(-1))).toEqual(
      expect.arrayContaining(["by-code", "by-client", "by-key", "by-password", "by-basic", "by-entra"]),
    );

    const wrong = "by-client?wrong+secret/&=1";
    secrets.set("a wrong secret", wrong);
    await typed({ clientSecret: wrong }, "connections", "credentials", "by-client");
    await run("connections", "sync", "by-client");
    expect(seen.at(-1)?.text).toContain("SERVICENOW_TOKEN_REFUSED");
    await refusedByApi({ privateKey: wrong, clientSecret: wrong });
    await run("connections", "remove", "by-code", "--yes");
  }, 300_000);

  it("leaves no secret behind: not in storage, not in a log, not in an answer", async () => {
    const pages = ["health", "ready", "tickets", "dead-letters", "connections", "audit", "errors", "nowhere"];
    for (const page of [...pages, "connections/servicenow/status"]) await look(`/api/${page}`);
    for (const command of ["status", "ready", "tickets", "dead-letters", "audit"]) await run(command);
    await run("connections", "list");
    noteTokens();

    const stored = await storedTraces(world().storage);
    expect(stored.length).toBeGreaterThan(20);
    expect(seen.length).toBeGreaterThan(25);
    expect(findLeaks([...stored, ...seen, ...loggedTraces()], secrets)).toEqual([]);
  });
});

function loggedTraces(): Trace[] {
  return world().log.map((text, line) => ({ where: `log, line ${line + 1}`, text }));
}

describe("the search itself", () => {
  it.each([
    {
      where: "table BridgeTickets, row planted planted",
      plant: (storage: string) =>
        TableClient.fromConnectionString(storage, "BridgeTickets", insecure).createEntity({
          partitionKey: "planted",
          rowKey: "planted",
          json0: JSON.stringify({ detail: `grant_type=password&password=${encodeURIComponent(password)}` }),
        }),
    },
    {
      where: "queue planted",
      plant: async (storage: string) => {
        const queue = new QueueClient(storage, "planted");
        await queue.create();
        await queue.sendMessage(Buffer.from(JSON.stringify({ body: password })).toString("base64"));
      },
    },
    {
      where: "blob planted/planted",
      plant: async (storage: string) => {
        const container = BlobServiceClient.fromConnectionString(storage).getContainerClient("planted");
        await container.create();
        const text = `Basic ${Buffer.from(`bridge.integration:${password}`).toString("base64")}`;
        await container.getBlockBlobClient("planted").upload(text, text.length);
      },
    },
  ])("finds a secret that somebody has put into $where", async ({ where, plant }) => {
    await plant(world().storage);

    const found = findLeaks(await storedTraces(world().storage), secrets);

    expect(found.filter((leak) => leak.startsWith("the password") && leak.endsWith(where))).not.toEqual([]);
  });
});
