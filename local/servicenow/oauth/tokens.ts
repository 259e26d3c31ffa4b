import { randomBytes } from "node:crypto";
import { latestMs } from "../platform/clock.ts";
import { fromGlideTime, toGlideTime } from "../platform/glideTime.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

type TokenKind = "access_token" | "refresh_token";

export type IssuedToken = { readonly token: string; readonly expiresInSeconds: number };

/** Who works through which client, and what for. */
export type TokenOwner = { readonly user: string; readonly client: string; readonly scope: string };

/** Tokens as the platform keeps them: one of each kind for a user and a client, the same until it expires. */
export type Tokens = {
  /** The current token, or a new one if there is none. */
  currentOrNew(kind: TokenKind, owner: TokenOwner): IssuedToken;
  /** A new refresh token; the one that it replaces is over. ServiceNow never does this, other servers do. */
  rotated(refreshToken: string, owner: TokenOwner): IssuedToken;
  /** The credential record, if the token is of this kind, known, not expired, not revoked, and its client active. */
  find(kind: TokenKind, token: string): StoredRecord | undefined;
  /** Unknown tokens are ignored. */
  revoke(token: string): void;
  /** Those that are still good. */
  list(): StoredRecord[];
};

/** Of a client whose record says nothing, or nothing that makes sense. */
const defaultLifespanSeconds: Readonly<Record<TokenKind, number>> = {
  access_token: 1_800,
  refresh_token: 8_640_000,
};

export function makeTokens(instance: Instance): Tokens {
  const { store, clock } = instance;

  const remainingMs = ({ values }: StoredRecord) =>
    values["revoked"] === "true" ? 0 : (fromGlideTime(values["expires"] ?? "") ?? 0) - clock.nowMs();

  const lifespanSeconds = (kind: TokenKind, clientSysId: string) => {
    const client = store.find("oauth_entity", clientSysId)?.values;
    const said = Number(client?.[`${kind}_lifespan`]);
    return said > 0 ? said : defaultLifespanSeconds[kind];
  };

  const issued = (record: StoredRecord): IssuedToken => ({
    token: record.values["token"] ?? "",
    expiresInSeconds: Math.max(0, Math.floor((remainingMs(record) - 1) / 1000)),
  });

  const makeNew = (kind: TokenKind, { user, client: peer, scope }: TokenOwner): IssuedToken => {
    // Expiry is kept in whole seconds, so a fresh token says 1799 or 1800, as real ones do.
    const wholeMs = Math.ceil(clock.nowMs() / 1000) * 1000 + lifespanSeconds(kind, peer) * 1000;
    const expiresMs = Math.min(wholeMs, latestMs);
    const token = randomBytes(64).toString("base64url");
    instance.put("oauth_credential", {
      type: kind,
      token,
      user,
      peer,
      scope,
      expires: toGlideTime(expiresMs),
    });
    return { token, expiresInSeconds: Math.floor((expiresMs - clock.nowMs() - 1) / 1000) };
  };

  const revoke = (token: string) => {
    for (const record of store.lookUp("oauth_credential", "token", token) ?? []) {
      if (record.values["token"] !== token) continue;
      store.save({ ...record, values: { ...record.values, revoked: "true" } });
    }
  };

  return {
    currentOrNew(kind, owner) {
      const current = store
        .lookUp("oauth_credential", "user", owner.user)
        ?.find(
          (record) =>
            record.values["type"] === kind &&
            record.values["peer"] === owner.client &&
            (kind === "refresh_token" || (record.values["scope"] ?? "") === owner.scope) &&
            remainingMs(record) > 0,
        );
      return current === undefined ? makeNew(kind, owner) : issued(current);
    },
    rotated(refreshToken, owner) {
      revoke(refreshToken);
      return makeNew("refresh_token", owner);
    },
    find(kind, token) {
      return store
        .lookUp("oauth_credential", "token", token)
        ?.find(
          (record) =>
            record.values["token"] === token &&
            record.values["type"] === kind &&
            remainingMs(record) > 0 &&
            store.find("oauth_entity", record.values["peer"] ?? "")?.values["active"] === "true",
        );
    },
    revoke,
    list: () => store.all("oauth_credential").filter((record) => remainingMs(record) > 0),
  };
}
