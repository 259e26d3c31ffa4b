import { randomBytes } from "node:crypto";
import { fromGlideTime, toGlideTime } from "../platform/glideTime.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

type TokenKind = "access_token" | "refresh_token";

export type IssuedToken = { readonly token: string; readonly expiresInSeconds: number };

/** Tokens as the platform keeps them: one of each kind for a user and a client, the same until it expires. */
export type Tokens = {
  /** The current token, or a new one if there is none. */
  currentOrNew(kind: TokenKind, userSysId: string, clientSysId: string): IssuedToken;
  /** The credential record, if the token is of this kind, known, not expired and not revoked. */
  find(kind: TokenKind, token: string): StoredRecord | undefined;
  /** Unknown tokens are ignored. */
  revoke(token: string): void;
};

export function makeTokens(instance: Instance): Tokens {
  const { store, clock } = instance;

  const remainingMs = ({ values }: StoredRecord) =>
    values["revoked"] === "true" ? 0 : (fromGlideTime(values["expires"] ?? "") ?? 0) - clock.nowMs();

  const lifespanSeconds = (kind: TokenKind, clientSysId: string) => {
    const client = store.find("oauth_entity", clientSysId)?.values;
    return kind === "access_token"
      ? Number(client?.["access_token_lifespan"] ?? "1800")
      : Number(client?.["refresh_token_lifespan"] ?? "8640000");
  };

  const issued = (record: StoredRecord): IssuedToken => ({
    token: record.values["token"] ?? "",
    expiresInSeconds: Math.max(0, Math.floor((remainingMs(record) - 1) / 1000)),
  });

  return {
    currentOrNew(kind, user, peer) {
      const current = store
        .lookUp("oauth_credential", "user", user)
        ?.find(
          (record) =>
            record.values["type"] === kind && record.values["peer"] === peer && remainingMs(record) > 0,
        );
      if (current !== undefined) return issued(current);
      // Expiry is kept in whole seconds, so a fresh token says 1799 or 1800, as real ones do.
      const expiresMs = Math.ceil(clock.nowMs() / 1000) * 1000 + lifespanSeconds(kind, peer) * 1000;
      const token = randomBytes(64).toString("base64url");
      instance.put("oauth_credential", { type: kind, token, user, peer, expires: toGlideTime(expiresMs) });
      return { token, expiresInSeconds: Math.floor((expiresMs - clock.nowMs() - 1) / 1000) };
    },
    find(kind, token) {
      return store
        .lookUp("oauth_credential", "token", token)
        ?.find(
          (record) =>
            record.values["token"] === token && record.values["type"] === kind && remainingMs(record) > 0,
        );
    },
    revoke(token) {
      for (const record of store.lookUp("oauth_credential", "token", token) ?? []) {
        if (record.values["token"] !== token) continue;
        store.save({ ...record, values: { ...record.values, revoked: "true" } });
      }
    },
  };
}
