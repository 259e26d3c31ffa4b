import { describe, expect, it } from "vitest";

import { datedSecrets, endsOf, endsUnasked } from "../../../shared/connectionCare/endsOf.ts";
import type { ConnectionGrant } from "../../../shared/connections/connection.ts";
import { dayMs, someTimes } from "../../support/builders/careWorld.ts";
import { aSignedInConnection } from "../../support/builders/connections.ts";

const stated = { clientSecret: "2026-06-01T00:00:00.000Z", certificate: null, password: null };

describe("what of a connection ends", () => {
  it("is its refresh token, which the bridge replaces by itself where the grant needs nobody", () => {
    const times = someTimes({ refreshEndsUtc: "2026-05-01T00:00:00.000Z" });
    const refresh = { of: "refreshToken", endsUtc: times.refreshEndsUtc, lifespanMs: 90 * dayMs };
    expect(endsOf(aSignedInConnection(), times, {})).toEqual([{ ...refresh, isReplacedByItself: false }]);
    expect(endsOf(aSignedInConnection(), { ...times, needsNobody: true }, {})).toEqual([
      { ...refresh, isReplacedByItself: true },
    ]);
  });

  it("lives for as long as lies between its ends, whatever the connection says", () => {
    const times = someTimes({
      refreshSinceUtc: "2026-04-01T00:00:00.000Z",
      refreshEndsUtc: "2026-05-01T00:00:00.000Z",
      refreshLifespanFrom: "client",
    });
    expect(endsOf(aSignedInConnection(), times, {})).toMatchObject([
      { lifespanMs: 30 * dayMs, lifespanFrom: "client" },
    ]);
  });

  it("is what a person has written down, and else what the secret store says of the value in use", () => {
    const connection = aSignedInConnection({ endsUtc: stated });
    expect(endsOf(connection, someTimes(), {})).toMatchObject([
      { of: "clientSecret", endsUtc: stated.clientSecret, lifespanMs: null },
    ]);
    const stored = { clientSecret: "2026-12-01T00:00:00.000Z", password: "2026-04-01T00:00:00.000Z" };
    expect(endsOf(connection, someTimes(), stored)).toMatchObject([
      { of: "clientSecret", endsUtc: stated.clientSecret },
      { of: "password", endsUtc: stored.password },
    ]);
  });

  it("stays what the secret store said while it does not answer; the refresh token is known without it", () => {
    const before = endsOf(aSignedInConnection(), someTimes({ refreshEndsUtc: "2026-04-01T00:00:00.000Z" }), {
      clientSecret: "2026-12-01T00:00:00.000Z",
    });
    const times = someTimes({ refreshEndsUtc: "2026-05-01T00:00:00.000Z" });
    expect(endsUnasked(before, endsOf(aSignedInConnection(), times, {}))).toMatchObject([
      { of: "refreshToken", endsUtc: "2026-05-01T00:00:00.000Z" },
      { of: "clientSecret", endsUtc: "2026-12-01T00:00:00.000Z" },
    ]);
    const corrected = endsOf(aSignedInConnection({ endsUtc: stated }), times, {});
    expect(endsUnasked(before, corrected)).toEqual(corrected);
  });
});

describe("the secrets that may have a date", () => {
  const secret = (name: string) => ({ from: "store", name }) as const;
  const cases: readonly { readonly grant: ConnectionGrant; readonly things: readonly string[] }[] = [
    { grant: { kind: "authorizationCode", clientId: "c", clientSecret: null }, things: [] },
    {
      grant: { kind: "authorizationCode", clientId: "c", clientSecret: secret("a") },
      things: ["clientSecret a"],
    },
    {
      grant: { kind: "password", clientId: "c", clientSecret: secret("a"), user: null },
      things: ["clientSecret a"],
    },
    {
      grant: {
        kind: "password",
        clientId: "c",
        clientSecret: secret("a"),
        user: { userName: "u", password: secret("b") },
      },
      things: ["clientSecret a", "password b"],
    },
    {
      grant: { kind: "clientCredentials", clientId: "c", clientSecret: secret("a") },
      things: ["clientSecret a"],
    },
    {
      grant: {
        kind: "jwtBearer",
        clientId: "c",
        clientSecret: secret("a"),
        privateKey: secret("k"),
        keyId: "1",
        subject: "s",
      },
      things: ["clientSecret a", "certificate k"],
    },
    { grant: { kind: "entra", audience: "a", application: null, managedIdentityClientId: null }, things: [] },
    {
      grant: {
        kind: "entra",
        audience: "a",
        application: { tenantId: "t", clientId: "c", clientSecret: secret("e") },
        managedIdentityClientId: null,
      },
      things: ["clientSecret e"],
    },
    { grant: { kind: "basic", userName: "u", password: secret("b") }, things: ["password b"] },
  ];
  it.each(cases)("of $grant.kind: $things", ({ grant, things }) => {
    const found = datedSecrets(aSignedInConnection({ grant }));
    expect(found.map(({ of, reference }) => `${of} ${reference.name}`)).toEqual(things);
  });
});
