import { type CryptoKey, importSPKI, importX509, jwtVerify, type JWTPayload } from "jose";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

/** Checks the assertions of JWT bearer. */
export type Assertions = {
  /** The account it was made for, or why it does not count. */
  accept(
    client: StoredRecord,
    assertion: string,
  ): Promise<
    | { readonly kind: "accepted"; readonly user: StoredRecord }
    | { readonly kind: "refused"; readonly why: string }
  >;
};

const algorithms = ["RS256", "ES256", "ES384", "ES512"];
/** As ServiceNow's documentation has it, where the client's record says nothing else. */
const defaultClockSkew = "300";

export function makeAssertions(instance: Instance): Assertions {
  const { clock } = instance;
  /** When what was used once can no longer be tried again, in any case. */
  const used = new Map<string, number>();
  const refuse = (why: string) => ({ kind: "refused", why }) as const;

  return {
    async accept(client, assertion) {
      const clientId = client.values["client_id"] ?? "";
      const clockSkewSeconds = Number(client.values["clock_skew"] ?? defaultClockSkew);
      const countsOnce = client.values["enable_jti_verification"] !== "false";
      let payload: JWTPayload;
      try {
        ({ payload } = await jwtVerify(
          assertion,
          async ({ kid = "", alg }) => readKey(keyOf(instance, client, kid), alg),
          {
            algorithms,
            issuer: clientId,
            audience: clientId,
            requiredClaims: ["sub", "exp", "iat", ...(countsOnce ? ["jti"] : [])],
            clockTolerance: clockSkewSeconds,
            currentDate: new Date(clock.nowMs()),
          },
        ));
      } catch (error) {
        return refuse(error instanceof Error ? error.message : String(error));
      }
      const { sub = "", jti = "", iat = 0, exp = 0 } = payload;
      if (iat * 1000 > clock.nowMs() + clockSkewSeconds * 1000) return refuse("issued in the future");

      for (const [id, untilMs] of used) if (untilMs <= clock.nowMs()) used.delete(id);
      const id = `${clientId} ${jti}`;
      if (countsOnce && used.has(id)) return refuse("the jti was used before");
      used.set(id, (exp + clockSkewSeconds) * 1000);

      const user = findUserBy(instance, client.values["user_field"] ?? "sys_id", sub);
      return user === undefined ? refuse("no such subject") : { kind: "accepted", user };
    },
  };
}

/** The account with this value in a column; none for an empty one. */
export function findUserBy({ store }: Instance, column: string, value: string): StoredRecord | undefined {
  if (column === "sys_id") return store.find("sys_user", value);
  return store.all("sys_user").find(({ values }) => value !== "" && values[column] === value);
}

function keyOf({ store }: Instance, client: StoredRecord, keyId: string): string {
  const map = store
    .lookUp("jwt_verifier_map", "oauth_jwt", client.sysId)
    ?.find(({ values }) => values["kid"] === keyId);
  if (map === undefined) throw new Error("no verifier map for the key id");
  return map.values["pem_certificate"] ?? "";
}

function readKey(pem: string, algorithm: string): Promise<CryptoKey> {
  return pem.includes("BEGIN CERTIFICATE") ? importX509(pem, algorithm) : importSPKI(pem, algorithm);
}
