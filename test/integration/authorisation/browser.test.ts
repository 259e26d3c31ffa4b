import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  type ServiceNowSandbox,
  startServiceNowSandbox,
} from "../../../local/servicenow/startServiceNowSandbox.ts";
import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import { serviceNowGateway } from "../../../shared/adapters/servicenow/serviceNowGateway.ts";
import { signInUrl, signOutUrl } from "../../../shared/adapters/servicenow/signInPages.ts";
import { openTokens } from "../../../shared/compose/openTokens.ts";
import type { AuthorisableConnection } from "../../../shared/connections/authorisation/authorisationParts.ts";
import type { ConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { aConnection, authorisationWorld } from "../../support/builders/authorisationWorld.ts";
import { startBrowser, type StartedBrowser } from "../../../local/docs/pictures/startBrowser.ts";
import { serveAuthorisationPages } from "./bridgeOnHttp.ts";

/** Pictures of what was seen are put there if it is set. */
const pictures = process.env["BRIDGE_TEST_PICTURES"];

const password = "Contoso-integration-1";
const clientSecret = "contoso-client-secret";

type Instance = Omit<AuthorisableConnection, "tokens"> & {
  readonly tokens: ConnectionTokens;
  readonly close: () => Promise<void>;
};

let sandbox: ServiceNowSandbox;
let test: StartedBrowser;
let pages: Awaited<ReturnType<typeof serveAuthorisationPages>>;
let world: ReturnType<typeof authorisationWorld>;
let instance: Instance;
let page: Page;
let complaints: string[] = [];

beforeAll(async () => {
  [sandbox, test] = await Promise.all([
    startServiceNowSandbox({
      integrationPassword: password,
      oauthClient: { id: "contoso-client", secret: clientSecret },
    }),
    startBrowser(),
  ]);
  pages = await serveAuthorisationPages(() => bridge());
});
afterAll(async () => {
  await Promise.all([pages.close(), sandbox.close(), test.close()]);
});

beforeEach(async () => {
  sandbox.reset();
  sandbox.changeUser("bridge.integration", { password });
  sandbox.changeUser("maria.keller", { password: "Contoso-maria-1" });
  sandbox.oauth.revoke();
  sandbox.oauth.client("contoso-client", {
    name: "Azure Ticket Bridge",
    redirectUrls: [`${pages.url}/api/connections/servicenow/authorized`],
  });
  world = authorisationWorld();
  instance = await openInstance();
  complaints = [];
  page = await newPage();
});
afterEach(async () => {
  await page.context().close();
  await instance.close();
  expect(complaints).toEqual([]);
});

async function newPage(): Promise<Page> {
  const context = await test.browser.newContext({ viewport: { width: 1000, height: 900 } });
  const opened = await context.newPage();
  opened.on("pageerror", (error) => complaints.push(error.message));
  opened.on("console", (message) => {
    // What a browser notes of an answer that is an error is no complaint about the page.
    if (message.type() === "error" && !message.text().includes("the server responded with"))
      complaints.push(message.text());
  });
  return opened;
}

/** The connection with its real gateway and tokens. */
async function openInstance(): Promise<Instance> {
  const connection = aConnection({ instanceUrl: sandbox.url });
  const tokens = await openTokens(connection, {
    store: memoryTokenStore(sandbox.clock),
    states: { read: () => Promise.resolve(undefined) },
    resolve: () => Promise.resolve(clientSecret),
    clock: sandbox.clock,
    requestTimeoutMs: 10_000,
  });
  const gateway = serviceNowGateway({
    instanceUrl: sandbox.url,
    authorizer: tokens,
    userName: connection.integrationUser,
    clock: sandbox.clock,
  });
  return {
    connection,
    tokens,
    gateway,
    close: async () => {
      await Promise.all([gateway.close(), tokens.close()]);
    },
  };
}

const bridge = () =>
  world.with({
    open: () => Promise.resolve(instance),
    signInUrl,
    signOutUrl,
    publicUrl: pages.url,
    clock: sandbox.clock,
  });

async function aLink() {
  const begun = await bridge().begin("servicenow", { who: "operator", reachedAt: pages.url });
  if (begun.way !== "link") throw new Error(`It is ${begun.way}`);
  return begun;
}

async function take(name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

async function press(name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name }).click();
}

/** On the instance's sign-in page. */
async function signIn(userName: string, withPassword: string): Promise<void> {
  await page.getByLabel("User name").fill(userName);
  await page.getByLabel("Password").fill(withPassword);
  await press("Log in");
}

const heading = (name: string | RegExp) => page.getByRole("heading", { level: 1, name }).waitFor();
const isIntegrationUser = async () =>
  (await instance.gateway.whoAmI(() => undefined))?.userName === "bridge.integration";

describe("somebody with a link", () => {
  it("signs in as the integration user, allows the bridge in, and reads as whom it works and until when", async () => {
    const { link, id } = await aLink();
    await page.goto(link);
    await take("ask");
    await press(/^Go on to/);
    await page.waitForURL(/\/login\.do/);
    await signIn("bridge.integration", password);
    await heading(/Allow/);
    await take("allow");
    await press("Allow");
    await heading(/may work in ServiceNow/);
    await take("authorised");

    expect(await page.getByRole("main").innerText()).toMatch(/bridge\.integration/);
    expect(await bridge().view("servicenow", id)).toMatchObject({ state: "authorised" });
    expect(await isIntegrationUser()).toBe(true);
    expect((await instance.tokens.times()).refreshEndsUtc).not.toBeNull();
  });

  it("needs no mouse", async () => {
    await page.goto((await aLink()).link);
    // A browser gives the focus after the page has loaded, and in its own time.
    await page.locator("button:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/login\.do/);
    expect(page.url()).toContain(sandbox.url);
  });

  it("may reload the last page, which tells the same again and exchanges nothing", async () => {
    await page.goto((await aLink()).link);
    await press(/^Go on to/);
    await signIn("bridge.integration", password);
    await press("Allow");
    await heading(/may work in ServiceNow/);
    const asked = sandbox.stats();
    await page.reload();
    await heading(/may work in ServiceNow/);

    expect(sandbox.stats()).toEqual(asked);
  });

  it("who presses Deny reads so, tries again and allows", async () => {
    await page.goto((await aLink()).link);
    await press(/^Go on to/);
    await signIn("bridge.integration", password);
    await press("Deny");
    await heading(/told not to let the bridge in/);
    await take("denied");
    expect(await page.getByRole("alert").innerText()).toContain("access_denied");
    expect(sandbox.oauth.tokens()).toEqual([]);

    await press("Try again");
    await press("Allow");
    await heading(/may work in ServiceNow/);
  });

  it("who is signed in as somebody else presses Not you?, and signs in as the integration user", async () => {
    await page.goto(`${sandbox.url}/login.do`);
    await signIn("maria.keller", "Contoso-maria-1");
    await page.goto((await aLink()).link);
    await press(/^Go on to/);
    await heading(/Allow/);
    await page.getByRole("link", { name: "Not you?" }).click();
    await signIn("bridge.integration", password);
    await heading(/Allow/);
    await press("Allow");
    await heading(/may work in ServiceNow/);

    expect(await isIntegrationUser()).toBe(true);
  });

  it("who allows it as somebody else is refused, no token of theirs is left, and gets in the second time", async () => {
    sandbox.setProperty("sandbox.sso.user", "maria.keller");
    await page.goto((await aLink()).link);
    await press(/^Go on to/);
    await heading(/Allow/);
    await press("Allow");
    await heading("This is not the integration user");
    await take("wrong-account");
    expect(await page.getByRole("alert").innerText()).toMatch(/maria\.keller.*bridge\.integration/);
    expect(sandbox.oauth.tokens()).toEqual([]);
    expect((await instance.tokens.times()).isAuthorised).toBe(false);

    const [elsewhere] = await Promise.all([
      page.context().waitForEvent("page"),
      page.getByRole("link", { name: "Sign out of ServiceNow" }).click(),
    ]);
    await elsewhere.getByLabel("User name").fill("bridge.integration");
    await elsewhere.getByLabel("Password").fill(password);
    await elsewhere.getByRole("button", { name: "Log in" }).click();
    await elsewhere.waitForURL(`${sandbox.url}/`);
    await press("Try again");
    await heading(/Allow/);
    await press("Allow");
    await heading(/may work in ServiceNow/);
    expect(await isIntegrationUser()).toBe(true);
  });

  it("who has stolen it gets nowhere once it is in use, nor with the way back", async () => {
    const { link } = await aLink();
    await page.goto(link);
    await press(/^Go on to/);
    await signIn("bridge.integration", password);
    // Somebody else gets hold of the address that the browser is sent back to, before it gets there.
    let wayBack = "";
    await page.route(/oauth_auth\.do/, async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      wayBack = (await route.fetch({ maxRedirects: 0 })).headers()["location"] ?? "";
      return route.fulfill({ status: 200, body: "" });
    });
    await press("Allow");
    await expect.poll(() => wayBack).toContain("code=");

    const thief = await newPage();
    for (const address of [link, wayBack]) {
      await thief.goto(address);
      await thief.getByText("AUTHORISATION_STATE_INVALID").waitFor();
    }
    await thief.context().close();
    expect(sandbox.oauth.tokens()).toEqual([]);
    await page.goto(wayBack);
    await heading(/may work in ServiceNow/);
  });

  it("reads what is to be registered when ServiceNow does not know the redirect URL", async () => {
    sandbox.oauth.client("contoso-client", { redirectUrls: ["https://elsewhere.contoso.example/"] });
    const { link, redirectUri, id } = await aLink();
    await page.goto(link);
    expect(await page.getByRole("main").innerText()).toContain(redirectUri);
    await press(/^Go on to/);
    await heading(/cannot be allowed/);
    sandbox.clock.advanceMs(11 * 60_000);

    const { state, problem } = await bridge().view("servicenow", id);
    expect(state).toBe("expired");
    expect(problem?.detail).toContain(redirectUri);
  });

  it("leaves neither codes nor states nor tickets in a log", () => {
    expect(pages.logged.join("\n")).not.toMatch(/[0-9a-f]{64}|code=/);
  });
});

describe("a connection that is authorised anew", () => {
  it("gets on with the tokens that it has until the new ones are there", async () => {
    const { link } = await aLink();
    await instance.tokens.authorise(
      { by: "password", userName: "bridge.integration", password },
      () => undefined,
    );
    const before = await instance.tokens.times();
    await page.goto(link);
    await press(/^Go on to/);
    expect(await isIntegrationUser()).toBe(true);
    await signIn("bridge.integration", password);
    await press("Allow");
    await heading(/may work in ServiceNow/);

    // ServiceNow gives the same tokens again until they end: nothing of them was revoked.
    expect(await instance.tokens.times()).toMatchObject({ refreshEndsUtc: before.refreshEndsUtc });
    expect(await isIntegrationUser()).toBe(true);
  });
});
