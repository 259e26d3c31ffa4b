import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { startBrowser, type StartedBrowser } from "../../../local/docs/pictures/startBrowser.ts";
import {
  type ServiceNowSandbox,
  startServiceNowSandbox,
} from "../../../local/servicenow/startServiceNowSandbox.ts";
import { tabTo } from "../../support/keyboard.ts";
import { passwordForm, refreshForm, ask, statusWith, tokensOf } from "./oauthClient.ts";
import { integrationPassword, oauthClient } from "./sandboxClient.ts";

let sandbox: ServiceNowSandbox;
let started: StartedBrowser;
let client: Server;
let redirectUri = "";
let page: Page;
/** Everything a page complained about. */
let complaints: string[] = [];

beforeAll(async () => {
  client = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end("<!doctype html><title>Back at the client</title><link rel='icon' href='data:,'>");
  });
  await new Promise<void>((done) => client.listen(0, "127.0.0.1", done));
  redirectUri = `http://127.0.0.1:${(client.address() as AddressInfo).port}/callback`;
  [sandbox, started] = await Promise.all([
    startServiceNowSandbox({
      integrationPassword,
      oauthClient: { ...oauthClient, redirectUrls: [redirectUri] },
    }),
    startBrowser(),
  ]);
});
afterAll(async () => {
  client.closeAllConnections();
  client.close();
  await Promise.all([started.close(), sandbox.close()]);
});

beforeEach(async () => {
  sandbox.reset();
  sandbox.oauth.revoke();
  complaints = [];
  page = await (await started.browser.newContext()).newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // What a browser notes of an answer that is an error is no complaint about the page.
    if (message.type() === "error" && !message.text().includes("the server responded with"))
      complaints.push(message.text());
  });
});
afterEach(async () => {
  await page.context().close();
  expect(complaints).toEqual([]);
});

const goToAllow = () =>
  page.goto(
    `${sandbox.url}/oauth_auth.do?${new URLSearchParams({
      response_type: "code",
      client_id: oauthClient.id,
      redirect_uri: redirectUri,
      state: "state-1",
    }).toString()}`,
  );
const press = (name: string) => page.getByRole("button", { name }).click();
const asksToAllow = () => page.getByRole("heading", { name: "Allow Azure Ticket Bridge?" }).waitFor();

async function signIn(userName: string, password: string): Promise<void> {
  await page.getByLabel("User name").fill(userName);
  await page.getByLabel("Password").fill(password);
  await press("Log in");
}

/** What the client is told, back at its own address. */
async function toldToClient(): Promise<Record<string, string>> {
  await page.waitForURL(`${redirectUri}?*`);
  return Object.fromEntries(new URL(page.url()).searchParams);
}

const exchange = (code = "") =>
  tokensOf(sandbox, {
    grant_type: "authorization_code",
    client_id: oauthClient.id,
    client_secret: oauthClient.secret,
    redirect_uri: redirectUri,
    code,
  });

describe("somebody whom a client has sent", () => {
  it("reads that the password was wrong, signs in, allows, and brings a code that is good for tokens", async () => {
    await goToAllow();
    await signIn("bridge.integration", "wrong");
    expect(await page.getByRole("alert").innerText()).toBe("User name or password invalid");
    expect(await page.getByLabel("User name").inputValue()).toBe("bridge.integration");
    await signIn("bridge.integration", integrationPassword);
    await asksToAllow();
    expect(await page.getByRole("main").innerText()).toContain("Bridge Integration (bridge.integration)");
    await press("Allow");

    const { code, state } = await toldToClient();
    expect(state).toBe("state-1");
    expect(await statusWith(sandbox, (await exchange(code)).access_token)).toBe(200);
  });

  it("presses Deny, of which the client is told, and nothing is issued", async () => {
    await goToAllow();
    await signIn("bridge.integration", integrationPassword);
    await press("Deny");

    expect(await toldToClient()).toMatchObject({ error: "access_denied", state: "state-1" });
    expect(sandbox.oauth.tokens()).toEqual([]);
  });

  it("whom single sign-on has made somebody else gets out of that by Not you?", async () => {
    sandbox.setProperty("sandbox.sso.user", "maria.keller");
    await goToAllow();
    await asksToAllow();
    expect(await page.getByRole("banner").innerText()).toContain("Maria Keller");
    await page.getByRole("link", { name: "Not you?" }).click();
    await signIn("bridge.integration", integrationPassword);
    await asksToAllow();
    expect(await page.getByRole("banner").innerText()).toContain("Bridge Integration");
    await press("Allow");

    await exchange((await toldToClient())["code"]);
    expect(new Set(sandbox.oauth.tokens().map(({ userName }) => userName))).toEqual(
      new Set(["bridge.integration"]),
    );
  });

  it("needs no mouse, from the sign-in past Not you? to Allow", async () => {
    sandbox.setProperty("sandbox.sso.user", "maria.keller");
    await goToAllow();
    await asksToAllow();
    await tabTo(page, "a Not you?");
    await page.keyboard.press("Enter");
    await page.waitForURL(/side_door\.do/);
    // The keyboard is in the first field already.
    await page.locator("input[name=user_name]:focus").waitFor();
    await page.keyboard.type("bridge.integration");
    await tabTo(page, "input Password");
    await page.keyboard.type(integrationPassword);
    await page.keyboard.press("Enter");
    await asksToAllow();
    await tabTo(page, "button Allow");
    await page.keyboard.press("Enter");

    expect((await exchange((await toldToClient())["code"])).scope).toBe("useraccount");
  });
});

describe("Manage Tokens", () => {
  const rows = () => page.getByRole("row").filter({ has: page.getByRole("button") });

  it("ends one token by a press, and leaves the other as it is", async () => {
    const tokens = await tokensOf(sandbox, passwordForm);
    await page.goto(`${sandbox.url}/oauth_credential_list.do`);
    expect(await rows().count()).toBe(2);
    await rows().filter({ hasText: "Access Token" }).getByRole("button", { name: "Revoke Access" }).click();
    await expect.poll(() => rows().count()).toBe(1);

    expect(await rows().innerText()).toMatch(/Refresh Token\s+bridge\.integration\s+bridge-client/);
    expect(await statusWith(sandbox, tokens.access_token)).toBe(401);
    expect((await ask(sandbox, refreshForm(tokens.refresh_token))).status).toBe(200);
  });

  it("finds those of a user and ends them without a mouse", async () => {
    const { refresh_token: refreshToken } = await tokensOf(sandbox, passwordForm);
    sandbox.oauth.revoke({ kind: "access_token" });
    await page.goto(`${sandbox.url}/oauth_credential_list.do`);
    await tabTo(page, "input User name");
    await page.keyboard.type("maria.keller");
    await page.keyboard.press("Enter");
    await page.getByText("There are no good tokens.").waitFor();
    await tabTo(page, "input User name");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("bridge.integration");
    await page.keyboard.press("Enter");
    await rows().waitFor();
    await tabTo(page, "button Revoke Access");
    await page.keyboard.press("Enter");
    await page.getByText("There are no good tokens.").waitFor();

    expect((await ask(sandbox, refreshForm(refreshToken))).status).toBe(401);
  });
});
