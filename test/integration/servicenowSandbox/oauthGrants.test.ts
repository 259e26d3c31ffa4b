import { generateKeyPairSync, randomUUID } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { sysIdFor } from "../../../local/servicenow/platform/sysId.ts";
import type { ServiceNowSandbox } from "../../../local/servicenow/startServiceNowSandbox.ts";
import { ask, passwordForm, refreshForm, statusWith, tokensOf } from "./oauthClient.ts";
import { basic, oauthClient, send, startSandbox } from "./sandboxClient.ts";

const startUtc = "2026-03-04T10:20:30.000Z";
const dayMs = 86_400_000;

describe("OAuth clients", () => {
  it("are several, each with tokens and lifespans of its own", async () => {
    const sandbox = await startSandbox({ startUtc });
    sandbox.oauth.client("second", {
      secret: "second-secret",
      accessTokenLifespanSeconds: 60,
      refreshTokenLifespanSeconds: 3_600,
    });
    const asSecond = { client_id: "second", client_secret: "second-secret" };
    const first = await tokensOf(sandbox);
    const second = await tokensOf(sandbox, { ...passwordForm, ...asSecond });
    expect(second.expires_in).toBe(59);
    expect(second.access_token).not.toBe(first.access_token);
    expect((await ask(sandbox, refreshForm(second.refresh_token))).status).toBe(401);
    const refresh = { ...refreshForm(second.refresh_token), ...asSecond };
    expect((await ask(sandbox, refresh)).status).toBe(200);
    sandbox.clock.advanceMs(3_601_000);
    expect((await ask(sandbox, refresh)).status).toBe(401);
  });

  it("that are not active get no tokens, and theirs no longer work", async () => {
    const sandbox = await startSandbox();
    const { access_token: token, refresh_token: refreshToken } = await tokensOf(sandbox);
    sandbox.oauth.client(oauthClient.id, { active: false });
    expect(await statusWith(sandbox, token)).toBe(401);
    expect((await ask(sandbox, passwordForm)).status).toBe(401);
    sandbox.oauth.client(oauthClient.id, { active: true });
    expect(await statusWith(sandbox, token)).toBe(200);
    expect((await ask(sandbox, refreshForm(refreshToken))).status).toBe(200);
  });

  it("have two secrets for a while, after one was replaced", async () => {
    const sandbox = await startSandbox({ startUtc });
    const secret = sandbox.oauth.newSecret(oauthClient.id, dayMs);
    expect((await ask(sandbox, passwordForm)).status).toBe(200);
    expect((await ask(sandbox, { ...passwordForm, client_secret: secret })).status).toBe(200);
    sandbox.clock.advanceMs(dayMs);
    expect((await ask(sandbox, passwordForm)).status).toBe(401);
    expect((await ask(sandbox, { ...passwordForm, client_secret: secret })).status).toBe(200);
  });

  it("use only the grants that are left to them", async () => {
    const sandbox = await startSandbox();
    sandbox.oauth.client(oauthClient.id, { grants: ["authorization_code", "refresh_token"] });
    expect((await ask(sandbox, passwordForm)).status).toBe(401);
    sandbox.oauth.client(oauthClient.id, { grants: [] });
    expect((await ask(sandbox, passwordForm)).status).toBe(200);
  });

  it("that are securely scoped open nothing unscoped, unless their scope is linked and asked for", async () => {
    const sandbox = await startSandbox();
    sandbox.oauth.client(oauthClient.id, { scopeRestriction: "securelyScoped" });
    const plain = await tokensOf(sandbox);
    expect(await statusWith(sandbox, plain.access_token)).toBe(403);
    const withScope = { ...passwordForm, scope: "useraccount" };
    expect((await ask(sandbox, withScope)).status).toBe(401);

    sandbox.oauth.client(oauthClient.id, { authScopes: ["useraccount"] });
    expect(await statusWith(sandbox, plain.access_token)).toBe(403);
    const scoped = await tokensOf(sandbox, withScope);
    expect(scoped.scope).toBe("useraccount");
    expect(await statusWith(sandbox, scoped.access_token)).toBe(200);
    // What is linked counts when a token is used, not when it was issued.
    sandbox.oauth.client(oauthClient.id, { authScopes: [] });
    expect(await statusWith(sandbox, scoped.access_token)).toBe(403);
  });

  it("can be set up, listed and given a new secret by the admin API, and stay when it resets", async () => {
    const sandbox = await startSandbox();
    const path = "/sandbox/api/oauth/clients/third";
    const redirectUrls = ["https://bridge.contoso.example/callback"];
    const made = await send(sandbox, {
      path,
      json: { name: "Third", redirectUrls, secret: "x" },
      headers: {},
    });
    expect(await made.json()).toMatchObject({ clientId: "third", name: "Third", redirectUrls, active: true });
    const given = await send(sandbox, { path: `${path}/secret`, json: {}, headers: {} });
    const { clientSecret } = (await given.json()) as { clientSecret: string };
    await send(sandbox, { path: "/sandbox/api/reset", method: "POST", headers: {} });
    const asThird = { ...passwordForm, client_id: "third" };
    expect((await ask(sandbox, { ...asThird, client_secret: clientSecret })).status).toBe(200);
    expect((await ask(sandbox, { ...asThird, client_secret: "x" })).status).toBe(401);
    const list = await (await send(sandbox, { path: "/sandbox/api/oauth/clients", headers: {} })).text();
    expect(list).toContain('"third"');
    expect(list).not.toContain(clientSecret);
  });
});

describe("refresh tokens", () => {
  it("stay what they are, unless the server is one that rotates them", async () => {
    const sandbox = await startSandbox({ startUtc });
    const { refresh_token: first } = await tokensOf(sandbox);
    expect((await tokensOf(sandbox, refreshForm(first))).refresh_token).toBe(first);
    sandbox.setProperty("sandbox.oauth.rotate_refresh_tokens", "true");
    sandbox.clock.advanceMs(99 * dayMs);
    const { refresh_token: second } = await tokensOf(sandbox, refreshForm(first));
    expect(second).not.toBe(first);
    expect((await ask(sandbox, refreshForm(first))).status).toBe(401);
    sandbox.clock.advanceMs(99 * dayMs);
    expect((await ask(sandbox, refreshForm(second))).status).toBe(200);
  });
});

describe("revoking", () => {
  it.each(["GET", "POST"])("by %s needs no authentication, and ends that token alone", async (method) => {
    const sandbox = await startSandbox();
    const { access_token: token, refresh_token: refreshToken } = await tokensOf(sandbox);
    const revoked =
      method === "GET"
        ? await send(sandbox, { path: `/oauth_revoke_token.do?token=${refreshToken}`, headers: {} })
        : await send(sandbox, { path: "/oauth_revoke_token.do", form: { token: refreshToken }, headers: {} });
    expect(revoked.status).toBe(200);
    expect((await ask(sandbox, refreshForm(refreshToken))).status).toBe(401);
    expect(await statusWith(sandbox, token)).toBe(200);
  });

  it("by an administrator lists and ends the tokens of a user or a client", async () => {
    const sandbox = await startSandbox({ startUtc });
    const { access_token: token } = await tokensOf(sandbox);
    expect(sandbox.oauth.tokens()).toMatchObject([
      { kind: "access_token", userName: "bridge.integration", clientId: oauthClient.id },
      { kind: "refresh_token", expiresUtc: "2026-06-12T10:20:30.000Z" },
    ]);
    const records = await send(sandbox, {
      path: "/api/now/table/oauth_credential",
      headers: basic("admin", "admin-pass"),
    });
    const shown = await records.text();
    expect(shown).toContain('"refresh_token"');
    expect(shown).not.toContain(token);
    const path = "/sandbox/api/oauth/tokens";
    const listed = await (await send(sandbox, { path, headers: {} })).text();
    expect(listed).not.toContain(token);
    const other = await send(sandbox, { path: `${path}?userName=admin`, method: "DELETE", headers: {} });
    expect(await other.json()).toEqual({ revoked: 0 });
    expect(sandbox.oauth.revoke({ userName: "bridge.integration" })).toBe(2);
    expect(await statusWith(sandbox, token)).toBe(401);
    expect(sandbox.oauth.tokens()).toEqual([]);
  });
});

describe("client credentials", () => {
  const form = {
    grant_type: "client_credentials",
    client_id: oauthClient.id,
    client_secret: oauthClient.secret,
  };

  it.each([
    ["the property is not there", (_: ServiceNowSandbox) => undefined],
    [
      "the client has no application user",
      (sandbox: ServiceNowSandbox) => {
        switchOn(sandbox);
        sandbox.oauth.client(oauthClient.id, { applicationUser: "" });
      },
    ],
    [
      "the application user is not active",
      (sandbox: ServiceNowSandbox) => {
        switchOn(sandbox);
        sandbox.changeUser("bridge.integration", { active: false });
      },
    ],
  ])("are refused while %s", async (_, prepare) => {
    const sandbox = await startSandbox();
    prepare(sandbox);
    expect((await ask(sandbox, form)).status).toBe(401);
    sandbox.changeUser("bridge.integration", { active: true });
    sandbox.oauth.client(oauthClient.id, { applicationUser: "bridge.integration" });
    switchOn(sandbox);
    expect(await tokensOf(sandbox, form)).not.toHaveProperty("refresh_token");
  });

  function switchOn(sandbox: ServiceNowSandbox) {
    sandbox.setProperty("glide.oauth.inbound.client.credential.grant_type.enabled", "true");
  }
});

describe("JWT bearer", () => {
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKeyPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  const nowSeconds = Date.parse(startUtc) / 1000;

  const start = async () => {
    const sandbox = await startSandbox({ startUtc });
    sandbox.oauth.client("jwt-client", { secret: "jwt-secret", jwtKeys: [{ keyId: "key-1", publicKeyPem }] });
    return sandbox;
  };
  const good = () => ({
    iss: "jwt-client",
    aud: "jwt-client",
    sub: sysIdFor("sys_user", "bridge.integration"),
    iat: nowSeconds,
    exp: nowSeconds + 300,
    jti: randomUUID(),
  });
  const form = async (claims: JWTPayload = good(), { keyId = "key-1", key = pair.privateKey } = {}) => ({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    client_id: "jwt-client",
    client_secret: "jwt-secret",
    assertion: await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: keyId }).sign(key),
  });

  it("gives a token without a refresh token to the subject of a good assertion", async () => {
    const sandbox = await start();
    const tokens = await tokensOf(sandbox, await form());
    expect(tokens).not.toHaveProperty("refresh_token");
    expect(await statusWith(sandbox, tokens.access_token)).toBe(200);
    expect(sandbox.oauth.tokens()).toMatchObject([
      { userName: "bridge.integration", clientId: "jwt-client" },
    ]);
  });

  it.each([
    ["another issuer", { iss: "x" }],
    ["another audience", { aud: "x" }],
    ["nobody's subject", { sub: "x" }],
    ["an end that is over for more than five minutes", { exp: nowSeconds - 301 }],
    ["a beginning that lies more than five minutes ahead", { iat: nowSeconds + 301, exp: nowSeconds + 600 }],
    ["no end", { exp: undefined }],
    ["no beginning", { iat: undefined }],
    ["no jti", { jti: undefined }],
    ["an administrator", { sub: sysIdFor("sys_user", "admin") }],
  ])("refuses %s", async (_, claims) => {
    const sandbox = await start();
    expect((await ask(sandbox, await form({ ...good(), ...claims } as JWTPayload))).status).toBe(401);
  });

  it.each([
    ["an end that has just passed", { exp: nowSeconds - 299 }],
    ["a beginning a little ahead", { iat: nowSeconds + 299, exp: nowSeconds + 600 }],
  ])("bears %s, for clocks differ", async (_, claims) => {
    expect((await ask(await start(), await form({ ...good(), ...claims }))).status).toBe(200);
  });

  it("refuses an unknown key, a wrong signature, a wrong secret, and other grants", async () => {
    const sandbox = await start();
    expect((await ask(sandbox, await form(good(), { keyId: "key-2" }))).status).toBe(401);
    expect((await ask(sandbox, await form(good(), { key: other.privateKey }))).status).toBe(401);
    expect((await ask(sandbox, { ...(await form()), client_secret: "x" })).status).toBe(401);
    const asPassword = { ...passwordForm, client_id: "jwt-client", client_secret: "jwt-secret" };
    expect((await ask(sandbox, asPassword)).status).toBe(401);
    expect((await ask(sandbox, { ...(await form()), client_id: oauthClient.id })).status).toBe(401);
  });

  it("takes each assertion once", async () => {
    const sandbox = await start();
    const once = await form();
    expect((await ask(sandbox, once)).status).toBe(200);
    expect((await ask(sandbox, once)).status).toBe(401);
  });

  it("goes by what the client's record says of clocks and of the jti", async () => {
    const sandbox = await start();
    const change = (values: object) =>
      send(sandbox, {
        method: "PATCH",
        path: `/api/now/table/oauth_jwt/${sysIdFor("oauth_jwt", "jwt-client")}`,
        json: values,
        headers: basic("admin", "admin-pass"),
      });
    expect((await change({ clock_skew: "10" })).status).toBe(200);
    const late = await form({ ...good(), exp: nowSeconds - 11 });
    expect((await ask(sandbox, late)).status).toBe(401);
    const once = await form();
    expect((await ask(sandbox, once)).status).toBe(200);
    expect((await ask(sandbox, once)).status).toBe(401);
    await change({ enable_jti_verification: "false" });
    const { jti: _, ...withoutJti } = good();
    expect((await ask(sandbox, once)).status).toBe(200);
    expect((await ask(sandbox, await form(withoutJti))).status).toBe(200);
  });

  it("matches the subject against another column if told so", async () => {
    const sandbox = await start();
    sandbox.oauth.client("jwt-client", { jwtUserField: "user_name" });
    expect((await ask(sandbox, await form({ ...good(), sub: "bridge.integration" }))).status).toBe(200);
    expect((await ask(sandbox, await form())).status).toBe(401);
  });
});

describe("tokens of Microsoft Entra ID", () => {
  const issuer = "https://login.microsoftonline.com/contoso/v2.0";
  const audience = "api://servicenow";
  const nowSeconds = Date.parse(startUtc) / 1000;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keys = [{ ...publicKey.export({ format: "jwk" }), kty: "RSA", kid: "entra-1", alg: "RS256" }];
  const good = {
    iss: issuer,
    aud: audience,
    azp: "11111111-2222-3333-4444-555555555555",
    exp: nowSeconds + 3600,
  };
  const sign = (claims: JWTPayload, key = privateKey) =>
    new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "entra-1" }).sign(key);

  const start = async () => {
    const sandbox = await startSandbox({ startUtc });
    await send(sandbox, {
      path: "/sandbox/api/oauth/issuers",
      json: { issuer, audience, userClaim: "azp", userField: "source", keys },
      headers: {},
    });
    sandbox.changeUser("bridge.integration", { source: good.azp });
    return sandbox;
  };

  it("open the API to the account that the claim names", async () => {
    const sandbox = await start();
    expect(await statusWith(sandbox, await sign(good))).toBe(200);
    sandbox.changeUser("bridge.integration", { active: false });
    expect(await statusWith(sandbox, await sign(good))).toBe(401);
  });

  it.each([
    ["of another issuer", { iss: "https://login.microsoftonline.com/fabrikam/v2.0" }],
    ["for another audience", { aud: "api://other" }],
    ["of an unknown application", { azp: "66666666-2222-3333-4444-555555555555" }],
    ["that is over", { exp: nowSeconds - 301 }],
  ])("are refused %s", async (_, claims) => {
    expect(await statusWith(await start(), await sign({ ...good, ...claims }))).toBe(401);
  });

  it("are refused with a signature of somebody else, or if nobody is trusted", async () => {
    const { privateKey: foreign } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    expect(await statusWith(await start(), await sign(good, foreign))).toBe(401);
    expect(await statusWith(await startSandbox({ startUtc }), await sign(good))).toBe(401);
  });
});

describe("what surrounds the token endpoint", () => {
  it("puts an error into a 200 if told so", async () => {
    const sandbox = await startSandbox();
    sandbox.faults.set({ kind: "tokenErrorIn200", times: 1 });
    const response = await ask(sandbox, passwordForm);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ error_description: "access_denied", error: "server_error" });
  });

  it("takes parameters from the address where a property allows it", async () => {
    const sandbox = await startSandbox();
    const path = `/oauth_token.do?${new URLSearchParams(passwordForm).toString()}`;
    const request = { path, form: { a: "" }, headers: {} };
    expect((await send(sandbox, request)).status).toBe(401);
    sandbox.setProperty("glide.oauth.allow.parameters.in.post.body.only", "false");
    expect((await send(sandbox, request)).status).toBe(200);
  });

  it("tells its own time in every answer", async () => {
    const sandbox = await startSandbox({ startUtc });
    sandbox.clock.setOffset(300_000);
    expect((await send(sandbox)).headers.get("date")).toBe("Wed, 04 Mar 2026 10:25:30 GMT");
  });

  it("lets in the listed addresses only", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.ip_access.allowed", "203.0.113.7");
    expect((await send(sandbox)).status).toBe(403);
    expect((await ask(sandbox, passwordForm)).status).toBe(403);
    sandbox.setProperty("sandbox.ip_access.allowed", "203.0.113.7, 127.0.0.1");
    expect((await send(sandbox)).status).toBe(200);
  });

  it("asks Basic for a one-time password where an account needs one, and only after the right password", async () => {
    const sandbox = await startSandbox();
    sandbox.setProperty("sandbox.mfa.users", "bridge.integration");
    const refused = await send(sandbox);
    expect([refused.status, refused.headers.get("x-mfa_token")]).toEqual([401, "invalid"]);
    const wrong = Buffer.from("bridge.integration:wrong").toString("base64");
    const other = await send(sandbox, { headers: { authorization: `Basic ${wrong}` } });
    expect([other.status, other.headers.get("x-mfa_token")]).toEqual([401, null]);
    const { access_token: token } = await tokensOf(sandbox);
    expect(await statusWith(sandbox, token)).toBe(200);
  });

  it("counts wrong passwords of Basic and of the password grant together", async () => {
    const sandbox = await startSandbox({ startUtc });
    for (let i = 0; i < 3; i++) await ask(sandbox, { ...passwordForm, password: "wrong" });
    const wrong = Buffer.from("bridge.integration:wrong").toString("base64");
    for (let i = 0; i < 2; i++) await send(sandbox, { headers: { authorization: `Basic ${wrong}` } });
    expect((await ask(sandbox, passwordForm)).status).toBe(401);
    sandbox.clock.advanceMs(15 * 60_000);
    expect((await ask(sandbox, passwordForm)).status).toBe(200);
  });
});
