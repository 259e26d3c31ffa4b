import { createHash, timingSafeEqual } from "node:crypto";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

/** OAuth clients. Their secrets live in memory only, as hashes, and are given anew at every start. */
export type OAuthClients = {
  readonly ids: readonly string[];
  withSecret(clientId: string, secret: string): StoredRecord | undefined;
};

const hash = (text: string) => createHash("sha256").update(text).digest();

export function makeOAuthClients(instance: Instance, known: ReadonlyMap<string, string>): OAuthClients {
  const hashes = new Map([...known].map(([id, secret]) => [id, hash(secret)]));
  return {
    ids: [...known.keys()],
    withSecret(clientId, secret) {
      const expected = hashes.get(clientId);
      if (expected === undefined || !timingSafeEqual(expected, hash(secret))) return undefined;
      return instance.store
        .lookUp("oauth_entity", "client_id", clientId)
        ?.find(({ values }) => values["active"] === "true");
    },
  };
}
