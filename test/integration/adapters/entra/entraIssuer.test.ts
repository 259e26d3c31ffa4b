import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { entraIssuer } from "../../../../shared/adapters/entra/entraIssuer.ts";
import type { CallObserver } from "../../../../shared/delivery/ports.ts";
import {
  application,
  type EntraDouble,
  refusal,
  startEntra,
  tenantId,
} from "../../../support/entra/startEntra.ts";

let entra: EntraDouble;
let audiences = 0;
// One for all: the SDK remembers for the whole process where it has found an identity.
beforeAll(async () => {
  entra = await startEntra();
});
beforeEach(() => {
  for (const [name, value] of Object.entries(entra.identity)) vi.stubEnv(name, value);
  entra.asked.length = 0;
  entra.secrets.add(application.secret);
  entra.refuse = () => undefined;
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => await entra.close());

type PartnerCall = Parameters<CallObserver>[0];

const systemClock = { nowMs: () => Date.now() };
const settings = { secret: application.secret };

type As = "an app registration" | "a user-assigned identity" | "the app's own identity";

function issuerAs(as: As, timeoutMs = 15_000) {
  // The SDK keeps tokens of identities for the whole process, by audience.
  const audience = `api://servicenow-${(audiences += 1)}`;
  const { clientId } = application;
  const isApplication = as === "an app registration";
  const issuer = entraIssuer({
    grant: {
      kind: "entra",
      audience,
      application: isApplication
        ? { tenantId, clientId, clientSecret: { from: "environment", name: "ENTRA_SECRET" } }
        : null,
      managedIdentityClientId: as === "a user-assigned identity" ? "assigned-client" : null,
    },
    resolve: () => Promise.resolve(settings.secret),
    clock: systemClock,
    timeoutMs,
    hasIdentity: () => Promise.resolve(process.env["IDENTITY_ENDPOINT"] !== undefined),
    credentialOptions: isApplication
      ? {
          authorityHost: entra.authorityHost,
          disableInstanceDiscovery: true,
          tlsOptions: { ca: entra.certificate },
        }
      : {},
  });
  return { issuer, audience };
}

const all: readonly As[] = ["an app registration", "a user-assigned identity", "the app's own identity"];
const ofIdentities = all.slice(1);

async function failureOf(issuer: ReturnType<typeof issuerAs>["issuer"]) {
  const seen: PartnerCall[] = [];
  const failed: unknown = await issuer
    .request({ by: "grant" }, (call) => void seen.push(call))
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return { failed, seen };
}

describe("a token of Microsoft Entra ID", () => {
  it.each([
    { as: all[0], asked: (audience: string) => `login ${audience}` },
    { as: all[1], asked: (audience: string) => `identity ${audience} assigned-client` },
    { as: all[2], asked: (audience: string) => `identity ${audience}` },
  ])("is had by $as, for an hour", async ({ as = "an app registration", asked }) => {
    const { issuer, audience } = issuerAs(as);
    const seen: PartnerCall[] = [];
    const { accessToken, expiresInMs } = await issuer.request(
      { by: "grant" },
      (call) => void seen.push(call),
    );

    expect(accessToken.split(".")).toHaveLength(3);
    expect(expiresInMs).toBeGreaterThan(59 * 60_000);
    expect(expiresInMs).toBeLessThan(3_601_000);
    expect(entra.asked).toEqual([asked(audience)]);
    expect(seen).toMatchObject([{ method: "POST", path: "/token (Microsoft Entra ID)", status: 200 }]);
  });

  it("is had with a new secret as soon as the secret is replaced", async () => {
    const { issuer } = issuerAs("an app registration");
    settings.secret = "the-former-one";
    const before = await issuer.fingerprint({ by: "grant" });
    expect((await failureOf(issuer)).failed).toMatchObject({ code: "ENTRA_TOKEN_REFUSED" });

    settings.secret = application.secret;
    expect(await issuer.fingerprint({ by: "grant" })).not.toBe(before);
    expect((await failureOf(issuer)).failed).toBeUndefined();
    expect(issuer.secrets()).toEqual([application.secret]);
  });
});

describe("Microsoft Entra ID refuses", () => {
  it("a secret that is wrong, with its own number and without what makes each failure look new", async () => {
    entra.secrets.clear();
    const { failed, seen } = await failureOf(issuerAs("an app registration").issuer);
    expect(failed).toMatchObject({
      code: "ENTRA_TOKEN_REFUSED",
      detail: "401 AADSTS7000215: Invalid client secret provided.",
    });
    expect(seen).toMatchObject([{ code: "ENTRA_TOKEN_REFUSED" }]);
    expect(entra.asked, "shown once").toHaveLength(1);
  });

  it.each(all)("an audience that it does not know, to %s", async (as) => {
    const what = "The resource principal named api://contoso was not found in the tenant.";
    entra.refuse = () => refusal(400, 500_011, "invalid_resource", what);
    const { failed } = await failureOf(issuerAs(as).issuer);
    expect(failed).toMatchObject({ code: "ENTRA_TOKEN_REFUSED", detail: `400 AADSTS500011: ${what}` });
  });
});

describe("there is no managed identity", () => {
  it.each(ofIdentities)("if the platform knows none, for %s", async (as) => {
    const message = "No User Assigned or Delegated Managed Identity found for specified ClientId.";
    entra.refuse = () => ({ status: 400, body: { statusCode: 400, message } });
    const { failed } = await failureOf(issuerAs(as).issuer);
    expect(failed).toMatchObject({ code: "ENTRA_IDENTITY_MISSING", detail: `400 ${message}` });
  });

  it.each(ofIdentities)("if the platform does not say where it is, for %s", async (as) => {
    vi.stubEnv("IDENTITY_ENDPOINT", undefined);
    vi.stubEnv("IDENTITY_HEADER", undefined);
    // Where the SDK looks then, nobody is.
    entra.refuse = () => "drop";
    const { failed } = await failureOf(issuerAs(as).issuer);
    expect(failed).toMatchObject({ code: "ENTRA_IDENTITY_MISSING" });
  });
});

describe("Microsoft Entra ID is away", () => {
  const ways = [
    { what: "answers with an error of its own", refuse: () => ({ status: 503, body: { error: "busy" } }) },
    { what: "has had enough for now", refuse: () => ({ status: 429, body: { error: "throttled" } }) },
    { what: "breaks the connection", refuse: () => "drop" as const },
  ];
  it.each(ways.flatMap((way) => all.map((as) => ({ ...way, as }))))(
    "when it $what, for $as",
    async ({ refuse, as }) => {
      entra.refuse = refuse;
      const { failed, seen } = await failureOf(issuerAs(as).issuer);
      expect(failed).toMatchObject({ code: "ENTRA_UNAVAILABLE" });
      expect(seen).toMatchObject([{ code: "ENTRA_UNAVAILABLE" }]);
    },
  );

  it.each(all)("when it is silent, and is not waited for without end, for %s", async (as) => {
    entra.refuse = () => "silence";
    const { failed } = await failureOf(issuerAs(as, 100).issuer);
    expect(failed).toMatchObject({ code: "ENTRA_UNAVAILABLE", detail: "No answer within 100 ms" });
  });

  it.each(all)("when nobody listens, for %s", async (as) => {
    const { issuer } = issuerAs(as);
    await entra.close();
    const { failed } = await failureOf(issuer);
    expect(failed).toMatchObject({ code: "ENTRA_UNAVAILABLE" });
  });
});
