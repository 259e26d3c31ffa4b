import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { sysIdFor } from "../../../../local/servicenow/platform/sysId.ts";
import type { OAuthGrant } from "../../../../shared/adapters/servicenow/grants/grantForms.ts";
import { serviceNowIssuer } from "../../../../shared/adapters/servicenow/grants/serviceNowIssuer.ts";
import type { PartnerCall } from "../../../../shared/journal/journal.ts";
import { settableClock } from "../../../support/contracts/storageBuilders.ts";
import { statusWith } from "../../servicenowSandbox/oauthClient.ts";
import { integrationPassword, oauthClient, startSandbox } from "../../servicenowSandbox/sandboxClient.ts";

const reference = (name: string) => ({ from: "environment", name }) as const;
const minuteMs = 60_000;

type Options = { readonly aheadMs?: number; readonly secrets?: Readonly<Record<string, string>> };

/** An issuer for the sandbox, whose clock is so far ahead of ours. */
async function anIssuer(grant: OAuthGrant, options: Options = {}) {
  const { aheadMs = 0, secrets = {} } = options;
  const clock = settableClock();
  const sandbox = await startSandbox({ followedClock: clock });
  sandbox.clock.setOffset(aheadMs);
  const issuer = serviceNowIssuer({
    connection: { instanceUrl: sandbox.url, allowedHosts: [] },
    grant,
    resolve: ({ name }) => Promise.resolve(secrets[name] ?? oauthClient.secret),
    clock,
    timeoutMs: 5_000,
  });
  onTestFinished(() => issuer.close());
  const calls: PartnerCall[] = [];
  return { sandbox, issuer, calls, observe: (call: PartnerCall) => void calls.push(call) };
}

const password: OAuthGrant = {
  kind: "password",
  clientId: oauthClient.id,
  clientSecret: reference("secret"),
  user: null,
};
const typed = { by: "password", userName: "bridge.integration", password: integrationPassword } as const;

describe("tokens from ServiceNow", () => {
  it("come for a password that is used once and not remembered, then for the refresh token", async () => {
    const { sandbox, issuer, observe } = await anIssuer(password);
    expect(issuer.needsNobody).toBe(false);
    const { refreshToken = "", accessToken } = await issuer.request(typed, observe);
    expect(await statusWith(sandbox, accessToken)).toBe(200);
    expect(issuer.secrets()).toEqual([oauthClient.secret]);
    const again = await issuer.request({ by: "refreshToken", refreshToken }, observe);
    expect(again.accessToken).toBe(accessToken);
  });

  it("end when they are revoked, which no URL tells of", async () => {
    const { sandbox, issuer, calls, observe } = await anIssuer(password);
    const { accessToken } = await issuer.request(typed, observe);
    await issuer.revoke(accessToken, observe);
    expect(await statusWith(sandbox, accessToken)).toBe(401);
    expect(calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /oauth_token.do",
      "POST /oauth_revoke_token.do",
    ]);
  });

  it("come for the client alone where the instance allows it", async () => {
    const { sandbox, issuer, observe } = await anIssuer({ ...password, kind: "clientCredentials" });
    await expect(issuer.request({ by: "grant" }, observe)).rejects.toMatchObject({
      code: "SERVICENOW_TOKEN_REFUSED",
    });
    sandbox.setProperty("glide.oauth.inbound.client.credential.grant_type.enabled", "true");
    const { accessToken, refreshToken } = await issuer.request({ by: "grant" }, observe);
    expect(await statusWith(sandbox, accessToken)).toBe(200);
    expect(refreshToken).toBeUndefined();
  });

  it("are refused without a word of what was shown", async () => {
    const { issuer, observe } = await anIssuer(password);
    const failure = await issuer
      .request({ ...typed, password: "never-to-be-seen" }, observe)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "SERVICENOW_TOKEN_REFUSED" });
    expect(JSON.stringify(failure)).not.toMatch(/never-to-be-seen|client-secret/);
  });

  it("have a fingerprint that is the same for the same credentials, and tells nothing of them", async () => {
    const { issuer } = await anIssuer(password);
    const print = await issuer.fingerprint(typed);
    expect(await issuer.fingerprint({ ...typed })).toBe(print);
    expect(await issuer.fingerprint({ ...typed, password: "other" })).not.toBe(print);
    expect(print).toMatch(/^[\w-]{16}$/);
  });
});

describe.each([
  ["RS256", generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ["ES256", generateKeyPairSync("ec", { namedCurve: "P-256" })],
  ["ES384", generateKeyPairSync("ec", { namedCurve: "P-384" })],
])("a JWT signed with %s", (_algorithm, pair) => {
  const keyPem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const publicKeyPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  const jwt: OAuthGrant = {
    kind: "jwtBearer",
    clientId: "jwt-client",
    clientSecret: reference("secret"),
    privateKey: reference("key"),
    keyId: "key-1",
    subject: sysIdFor("sys_user", "bridge.integration"),
  };

  it.each([0, 4, 5, 6, -6, 90])(
    "gets a token from a ServiceNow whose clock is %i minutes ahead",
    async (minutes) => {
      const secrets = { key: keyPem, secret: "jwt-secret" };
      const { sandbox, issuer, observe, calls } = await anIssuer(jwt, {
        aheadMs: minutes * minuteMs,
        secrets,
      });
      sandbox.oauth.client("jwt-client", {
        secret: "jwt-secret",
        jwtKeys: [{ keyId: "key-1", publicKeyPem }],
      });
      const { accessToken } = await issuer.request({ by: "grant" }, observe);
      expect(await statusWith(sandbox, accessToken)).toBe(200);
      expect(Math.abs((issuer.partnerClock?.aheadMs() ?? 0) - minutes * minuteMs)).toBeLessThanOrEqual(1_000);
      expect(calls.length).toBeLessThanOrEqual(2);
      // It has learned: the next one is right at once.
      const before = calls.length;
      await issuer.request({ by: "grant" }, observe);
      expect(calls.length - before).toBe(1);
    },
  );
});

describe("a private key", () => {
  it.each([
    ["that is none", "nothing like a key, but long enough to be taken for one"],
    [
      "of a kind that signs no such JWT",
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    ],
  ])("%s is refused before anything is sent, and not shown", async (_how, key) => {
    const grant = { kind: "jwtBearer", keyId: "k", subject: "s", clientId: "c" } as const;
    const references = { clientSecret: reference("secret"), privateKey: reference("key") };
    const { issuer, calls, observe } = await anIssuer({ ...grant, ...references }, { secrets: { key } });
    const failure = await issuer.request({ by: "grant" }, observe).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "JWT_KEY_INVALID" });
    expect(JSON.stringify(failure)).not.toContain(key.slice(30, 60));
    expect(calls).toEqual([]);
  });
});
