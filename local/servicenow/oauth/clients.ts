import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord, Values } from "../platform/recordStore.ts";

export type Grant =
  | "password"
  | "refresh_token"
  | "authorization_code"
  | "client_credentials"
  | "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** How a client is registered; what is left out stays as it is, or has the platform's default. */
export type ClientChange = {
  readonly name?: string | undefined;
  readonly active?: boolean | undefined;
  /** Where codes may be sent to, each exactly as a client names it. */
  readonly redirectUrls?: readonly string[] | undefined;
  readonly accessTokenLifespanSeconds?: number | undefined;
  readonly refreshTokenLifespanSeconds?: number | undefined;
  /** Has no secret, must use PKCE, and gets no refresh token. */
  readonly isPublic?: boolean | undefined;
  /** Only these; empty: all that its type has. */
  readonly grants?: readonly Grant[] | undefined;
  /** Account as which it works by client credentials. */
  readonly applicationUser?: string | undefined;
  readonly scopeRestriction?: "broadlyScoped" | "securelyScoped" | undefined;
  /** Auth scopes linked to it, for a securely scoped one: `useraccount` opens everything. */
  readonly authScopes?: readonly string[] | undefined;
  readonly secret?: string | undefined;
  /** How long the secret that `secret` replaces goes on working; not at all if left out. */
  readonly formerSecretGoodForMs?: number | undefined;
  /** Makes a new client one for JWT bearer: keys that its assertions may be signed with. */
  readonly jwtKeys?: readonly JwtKey[] | undefined;
  /** Column of sys_user that the assertion's subject is matched against. */
  readonly jwtUserField?: string | undefined;
};

/** `publicKeyPem`: a public key or a certificate. */
export type JwtKey = { readonly keyId: string; readonly publicKeyPem: string };

/** OAuth clients. Their secrets live in memory only, as hashes, and are given anew at every start. */
export type OAuthClients = {
  /** Active or not. */
  find(clientId: string): StoredRecord | undefined;
  all(): StoredRecord[];
  /** The client, if it is active and this is one of its secrets. */
  withSecret(clientId: string, secret: string): StoredRecord | undefined;
  /** Registers a client, or changes one. */
  save(clientId: string, change: ClientChange): StoredRecord;
  /** Makes up a secret, and hands it out this once. */
  newSecret(clientId: string, formerGoodForMs?: number): string;
};

type Secret = { readonly hash: Buffer; goodUntilMs: number };

const hash = (text: string) => createHash("sha256").update(text).digest();

export function makeOAuthClients(instance: Instance): OAuthClients {
  const { store, clock } = instance;
  const secrets = new Map<string, Secret[]>();

  const find = (clientId: string) =>
    clientId === "" ? undefined : store.lookUp("oauth_entity", "client_id", clientId)?.[0];

  const setSecret = (clientId: string, secret: string, formerGoodForMs: number) => {
    const until = clock.nowMs() + formerGoodForMs;
    const former = (secrets.get(clientId) ?? []).filter(({ goodUntilMs }) => goodUntilMs > clock.nowMs());
    for (const one of former) one.goodUntilMs = Math.min(one.goodUntilMs, until);
    secrets.set(clientId, [...former, { hash: hash(secret), goodUntilMs: Infinity }]);
  };

  return {
    find,
    all: () => store.all("oauth_entity").filter(({ table }) => table !== "oauth_oidc_entity"),
    withSecret(clientId, secret) {
      const given = hash(secret);
      const isKnown = (secrets.get(clientId) ?? []).some(
        (one) => timingSafeEqual(one.hash, given) && one.goodUntilMs > clock.nowMs(),
      );
      const client = isKnown ? find(clientId) : undefined;
      return client?.values["active"] === "true" ? client : undefined;
    },
    save(clientId, change) {
      const former = find(clientId);
      const table = former?.table ?? (change.jwtKeys === undefined ? "oauth_entity" : "oauth_jwt");
      const values = {
        name: clientId,
        ...former?.values,
        ...columnsOf(instance, change),
        client_id: clientId,
      };
      instance.together(() => {
        instance.put(table, values, clientId);
        if (change.jwtKeys !== undefined) replaceKeys(instance, clientId, change.jwtKeys);
      });
      if (change.secret !== undefined) setSecret(clientId, change.secret, change.formerSecretGoodForMs ?? 0);
      const saved = find(clientId);
      if (saved === undefined) throw new Error(`The client ${clientId} was not stored`);
      return saved;
    },
    newSecret(clientId, formerGoodForMs = 0) {
      const secret = randomBytes(24).toString("base64url");
      setSecret(clientId, secret, formerGoodForMs);
      return secret;
    },
  };
}

/** Whether a client may use a grant: its own list, else what its type has. */
export function allowsGrant({ table, values }: StoredRecord, grant: Grant): boolean {
  const listed = (values["inbound_grant_types"] ?? "").split(",").filter(Boolean);
  if (listed.length > 0) return listed.includes(grant);
  return (grant === "urn:ietf:params:oauth:grant-type:jwt-bearer") === (table === "oauth_jwt");
}

function columnsOf({ store }: Instance, change: ClientChange): Values {
  const user = change.applicationUser;
  const columns: Readonly<Record<string, string | undefined>> = {
    name: change.name,
    active: change.active?.toString(),
    redirect_url: change.redirectUrls?.join(","),
    access_token_lifespan: change.accessTokenLifespanSeconds?.toString(),
    refresh_token_lifespan: change.refreshTokenLifespanSeconds?.toString(),
    public_client: change.isPublic?.toString(),
    inbound_grant_types: change.grants?.join(","),
    user: user === undefined ? undefined : (store.lookUp("sys_user", "user_name", user)?.[0]?.sysId ?? ""),
    scope_restriction: change.scopeRestriction,
    auth_scopes: change.authScopes?.join(","),
    user_field: change.jwtUserField,
  };
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function replaceKeys(instance: Instance, clientId: string, keys: readonly JwtKey[]): void {
  const client = instance.store.lookUp("oauth_entity", "client_id", clientId)?.[0]?.sysId ?? "";
  for (const map of instance.store.lookUp("jwt_verifier_map", "oauth_jwt", client) ?? []) {
    instance.store.delete(map);
  }
  for (const { keyId, publicKeyPem } of keys) {
    instance.put(
      "jwt_verifier_map",
      { name: keyId, oauth_jwt: client, kid: keyId, pem_certificate: publicKeyPem },
      `${clientId} ${keyId}`,
    );
  }
}
