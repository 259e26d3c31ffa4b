import { BridgeError } from "../../failures/bridgeError.ts";
import type { LookAtSecret } from "../../secrets/resolveSecret.ts";
import type { Connection } from "../connection.ts";
import { refreshTokenEnd } from "../expiry.ts";
import { type CheckDefinition, type Finding, notNeeded, ok } from "./connectionCheck.ts";
import { judgeEnds, spanOf } from "./judgeEnds.ts";
import { placeOf, secretReferences } from "./secretReferences.ts";

/** When what the bridge holds ends; see ConnectionTokens. */
export type CheckedTimes = {
  readonly needsNobody: boolean;
  readonly accessEndsUtc: string | null;
  readonly refreshSinceUtc: string | null;
  readonly refreshEndsUtc: string | null;
  readonly refreshLifespanFrom: "client" | "connection" | null;
};

export type CredentialParts = {
  readonly nowMs: () => number;
  readonly lookAtSecret: LookAtSecret;
  /** Gets what a call shows, as any call does. Throws BridgeError. */
  readonly obtain: () => Promise<void>;
  readonly times: () => Promise<CheckedTimes>;
};

const group = "Credentials";

/** What the bridge itself holds, before it shows any of it to the partner. */
export function credentialChecks(
  connection: Connection,
  { nowMs, lookAtSecret, obtain, times }: CredentialParts,
): readonly CheckDefinition[] {
  const { grant } = connection;
  const references = secretReferences(grant);
  return [
    {
      id: "secrets",
      group,
      title: "Secrets are there",
      look: async () => {
        if (references.length === 0) return ok("this way of signing in needs none");
        for (const { what, reference } of references) {
          try {
            await lookAtSecret(reference);
          } catch (error) {
            if (!(error instanceof BridgeError)) throw error;
            return { status: "failed", code: error.code, detail: `${what}: ${error.detail}` };
          }
        }
        return ok(references.map(({ what, reference }) => `${what}: ${placeOf(reference)}`).join("; "));
      },
    },
    {
      id: "secret-ends",
      group,
      title: "Secrets last",
      after: ["secrets"],
      look: async () => {
        const ends = await Promise.all(
          references.map(async ({ what, reference }) => ({
            what,
            endsUtc: saidEnd(connection, what) ?? (await lookAtSecret(reference)),
          })),
        );
        return judgeEnds(ends, nowMs());
      },
    },
    {
      id: "token",
      group,
      title: "An access token can be had",
      after: ["reached", "secrets"],
      look: async () => {
        if (grant.kind === "basic")
          return notNeeded("Basic authentication shows the password with every call");
        await obtain();
        const { accessEndsUtc } = await times();
        return ok(
          accessEndsUtc === null
            ? "there is one"
            : `there is one, good for ${spanOf(Date.parse(accessEndsUtc) - nowMs())}`,
        );
      },
    },
    {
      id: "refresh-token",
      group,
      title: "The refresh token lasts",
      after: ["token"],
      look: async () => judgeRefreshToken(connection, await times(), nowMs()),
    },
  ];
}

/** How long the bridge can go on renewing its access, and what happens then. Pure. */
export function judgeRefreshToken(connection: Connection, times: CheckedTimes, nowMs: number): Finding {
  const { kind } = connection.grant;
  const { refreshEndsUtc, needsNobody } = times;
  if (kind === "clientCredentials" || kind === "jwtBearer" || kind === "entra" || kind === "basic") {
    return notNeeded("this way of signing in needs none: the bridge renews its access by itself");
  }
  if (refreshEndsUtc === null) {
    if (needsNobody) return ok("there is none, and none is needed: the bridge signs in anew by itself");
    return {
      status: "warning",
      code: "CONNECTION_CREDENTIALS_END",
      detail: "there is none: when the access token ends, somebody has to sign in again",
      cause: "ServiceNow gives refresh tokens to clients with a secret only.",
      fix: "Give the OAuth client a client secret and authorise the connection again, or use client credentials or an Entra token.",
    };
  }
  const end = refreshTokenEnd(connection, times);
  const what = "refresh token";
  return judgeEnds([{ what, endsUtc: refreshEndsUtc, ...(end === undefined ? {} : { end }) }], nowMs);
}

/** What a person has written into the connection, which wins over what the secret store says. */
function saidEnd({ endsUtc }: Connection, what: string): string | null {
  if (what === "password") return endsUtc.password;
  return what === "private key" ? endsUtc.certificate : endsUtc.clientSecret;
}
