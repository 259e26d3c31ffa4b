import type { Connection, SecretReference } from "../connections/connection.ts";
import type { ExpiringThing } from "../connections/connectionSetup.ts";
import { type KnownEnd, refreshTokenEnd } from "../connections/expiry.ts";
import type { TokenTimes } from "../tokens/connectionTokens.ts";

export type StatedEnds = Readonly<Partial<Record<Exclude<ExpiringThing, "refreshToken">, string>>>;

/**
 * What of a connection ends when. `stored`: what the secret store, or a certificate, says of the very values that are in
 * use. What a person has written into the connection wins: it is how a wrong date is corrected.
 */
export function endsOf(connection: Connection, times: TokenTimes, stored: StatedEnds): readonly KnownEnd[] {
  const { endsUtc } = connection;
  const refresh = refreshTokenEnd(connection, times);
  const stated = (["clientSecret", "certificate", "password"] as const).flatMap((of): KnownEnd[] => {
    const ends = endsUtc[of] ?? stored[of];
    return ends === undefined ? [] : [{ of, endsUtc: ends, lifespanMs: null, isReplacedByItself: false }];
  });
  return refresh === undefined ? stated : [refresh, ...stated];
}

/** The ends of now where nobody has asked the secret store: what it said before stays, unless a person says something else now. */
export function endsUnasked(before: readonly KnownEnd[], now: readonly KnownEnd[]): readonly KnownEnd[] {
  const known = new Set<ExpiringThing>(["refreshToken", ...now.map(({ of }) => of)]);
  return [...now, ...before.filter(({ of }) => !known.has(of))];
}

type DatedSecret = {
  readonly of: Exclude<ExpiringThing, "refreshToken">;
  readonly reference: SecretReference;
};

/** The secrets of a connection that may have a date. */
export function datedSecrets({ grant }: Connection): readonly DatedSecret[] {
  const clientSecret = (reference: SecretReference | null | undefined): readonly DatedSecret[] =>
    reference == null ? [] : [{ of: "clientSecret", reference }];
  switch (grant.kind) {
    case "authorizationCode":
    case "clientCredentials":
      return clientSecret(grant.clientSecret);
    case "password":
      return [
        ...clientSecret(grant.clientSecret),
        ...(grant.user === null ? [] : [{ of: "password" as const, reference: grant.user.password }]),
      ];
    case "jwtBearer":
      return [...clientSecret(grant.clientSecret), { of: "certificate", reference: grant.privateKey }];
    case "entra":
      return clientSecret(grant.application?.clientSecret);
    case "basic":
      return [{ of: "password", reference: grant.password }];
  }
}
