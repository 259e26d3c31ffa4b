import { describe, expect, it } from "vitest";
import { ask, passwordForm, refreshForm, statusWith, type Tokens, tokensOf } from "./oauthClient.ts";
import { send, startSandbox } from "./sandboxClient.ts";

const startUtc = "2026-03-04T10:20:30.400Z";

describe("the token endpoint", () => {
  it("gives tokens for a password, which open the API", async () => {
    const sandbox = await startSandbox({ startUtc });
    const response = await ask(sandbox, passwordForm);
    expect(response.status).toBe(200);
    const body = (await response.json()) as Tokens;
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[A-Za-z0-9_-]{70,90}$/) as string,
      refresh_token: expect.stringMatching(/^[A-Za-z0-9_-]{70,90}$/) as string,
      scope: "useraccount",
      token_type: "Bearer",
      expires_in: 1800,
    });
    expect(await statusWith(sandbox, body.access_token)).toBe(200);
    expect(await statusWith(sandbox, body.refresh_token)).toBe(401);
  });

  it("gives the same tokens until they expire, and counts down", async () => {
    const sandbox = await startSandbox({ startUtc });
    const first = await tokensOf(sandbox);
    sandbox.clock.advanceMs(600_000);
    expect(await tokensOf(sandbox)).toEqual({ ...first, expires_in: 1200 });
    sandbox.clock.advanceMs(1_201_000);
    expect(await statusWith(sandbox, first.access_token)).toBe(401);
    const later = await tokensOf(sandbox);
    expect(later.access_token).not.toBe(first.access_token);
    expect(later.refresh_token).toBe(first.refresh_token);
  });

  it("renews by refresh token, which stays the same for a hundred days", async () => {
    const sandbox = await startSandbox({ startUtc });
    const first = await tokensOf(sandbox);
    sandbox.clock.advanceMs(3_600_000);
    const renewed = await tokensOf(sandbox, refreshForm(first.refresh_token));
    expect(renewed.refresh_token).toBe(first.refresh_token);
    expect(await statusWith(sandbox, renewed.access_token)).toBe(200);
    sandbox.clock.advanceMs(100 * 86_400_000);
    expect((await ask(sandbox, refreshForm(first.refresh_token))).status).toBe(401);
  });

  it.each([
    ["a wrong secret", { ...passwordForm, client_secret: "x" }],
    ["an unknown client", { ...passwordForm, client_id: "x" }],
    ["a wrong password", { ...passwordForm, password: "x" }],
    ["an unknown refresh token", refreshForm("x")],
    ["another scope", { ...passwordForm, scope: "admin" }],
    ["client credentials, which are off", { ...passwordForm, grant_type: "client_credentials" }],
    ["an authorization code", { ...passwordForm, grant_type: "authorization_code", code: "x" }],
    ["no grant type", {}],
  ])("says the same to %s", async (_, form) => {
    const sandbox = await startSandbox();
    const response = await ask(sandbox, form);
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('{"error_description":"access_denied","error":"server_error"}');
  });

  it("takes parameters from a form body only", async () => {
    const sandbox = await startSandbox();
    const query = new URLSearchParams(passwordForm).toString();
    const inQuery = await send(sandbox, { path: `/oauth_token.do?${query}`, form: { a: "" }, headers: {} });
    expect(inQuery.status).toBe(401);
    const asJson = await send(sandbox, { path: "/oauth_token.do", json: passwordForm, headers: {} });
    expect(asJson.status).toBe(401);
  });

  it("refuses the password grant to an account for web services only, and if it is switched off", async () => {
    const sandbox = await startSandbox();
    sandbox.changeUser("bridge.integration", { webServiceAccessOnly: true });
    expect((await ask(sandbox, passwordForm)).status).toBe(401);
    sandbox.changeUser("bridge.integration", { webServiceAccessOnly: false });
    expect((await ask(sandbox, passwordForm)).status).toBe(200);
    sandbox.setProperty("glide.oauth.inbound.ropc.grant_type.disabled", "true");
    expect((await ask(sandbox, passwordForm)).status).toBe(401);
  });

  it("gives client credentials no refresh token, once they are switched on", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("glide.oauth.inbound.client.credential.grant_type.enabled", "true");
    const body = await tokensOf(sandbox, { ...passwordForm, grant_type: "client_credentials" });
    expect(body).not.toHaveProperty("refresh_token");
    expect(await statusWith(sandbox, body.access_token)).toBe(200);
  });

  it("lets anybody revoke a token", async () => {
    const sandbox = await startSandbox();
    const { access_token: token, refresh_token: refreshToken } = await tokensOf(sandbox);
    for (const revoked of [token, refreshToken]) {
      const path = `/oauth_revoke_token.do?token=${revoked}`;
      expect((await send(sandbox, { path, headers: {} })).status).toBe(200);
    }
    expect(await statusWith(sandbox, token)).toBe(401);
    expect((await ask(sandbox, refreshForm(refreshToken))).status).toBe(401);
  });

  it("closes to a locked account, with its tokens", async () => {
    const sandbox = await startSandbox();
    const { access_token: token, refresh_token: refreshToken } = await tokensOf(sandbox);
    sandbox.changeUser("bridge.integration", { lockedOut: true });
    expect(await statusWith(sandbox, token)).toBe(401);
    expect((await ask(sandbox, refreshForm(refreshToken))).status).toBe(401);
  });

  it("opens again by itself, fifteen minutes after the last of five wrong passwords", async () => {
    const sandbox = await startSandbox({ startUtc });
    const { access_token: token, refresh_token: refreshToken } = await tokensOf(sandbox);
    for (let i = 0; i < 5; i++) await ask(sandbox, { ...passwordForm, password: "x" });
    expect(await statusWith(sandbox, token)).toBe(401);
    expect((await ask(sandbox, refreshForm(refreshToken))).status).toBe(401);
    sandbox.clock.advanceMs(15 * 60_000 + 1_000);
    expect((await ask(sandbox, refreshForm(refreshToken))).status).toBe(200);
    expect(await statusWith(sandbox, token)).toBe(200);
  });
});
