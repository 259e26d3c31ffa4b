import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from "jose";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { findUserBy } from "./assertions.ts";

/** Whose tokens the instance takes as they are, such as those of Microsoft Entra ID. */
export type TrustedIssuer = {
  readonly name: string;
  /** `iss` of the tokens. */
  readonly issuer: string;
  /** `aud` of the tokens: the client id of the record. */
  readonly audience: string;
  /** Claim that says who it is: `appid`, `azp`, `oid`. */
  readonly userClaim: string;
  /** Column of sys_user that it is matched against. */
  readonly userField: string;
  /** Public keys, as JSON Web Keys. */
  readonly keys: JSONWebKeySet["keys"];
};

/** Tokens that somebody else has issued. */
export type IdentityTokens = {
  /** Another of the same issuer and audience is replaced. */
  trust(issuer: TrustedIssuer): void;
  /** The account that a token stands for, if it counts. */
  userOf(token: string): Promise<StoredRecord | undefined>;
};

/** As for assertions. */
const clockSkewSeconds = 300;

export function makeIdentityTokens(instance: Instance): IdentityTokens {
  const { store, clock } = instance;
  return {
    trust({ name, issuer, audience, userClaim, userField, keys }) {
      const sysId = store.lookUp("oidc_provider_configuration", "issuer", issuer)?.[0]?.sysId;
      instance.put(
        "oidc_provider_configuration",
        {
          oidc_provider: name,
          issuer,
          user_claim: userClaim,
          user_field: userField,
          jwks: JSON.stringify({ keys }),
          ...(sysId !== undefined && { sys_id: sysId }),
        },
        issuer,
      );
      const configuration = store.lookUp("oidc_provider_configuration", "issuer", issuer)?.[0]?.sysId ?? "";
      instance.put(
        "oauth_oidc_entity",
        { name, type: "oidc", client_id: audience, oidc_provider_configuration: configuration },
        audience,
      );
    },
    async userOf(token) {
      try {
        const issuer = decodeJwt(token).iss ?? "";
        const [configuration] = store.lookUp("oidc_provider_configuration", "issuer", issuer) ?? [];
        if (configuration === undefined) return undefined;
        const { jwks = "", user_claim: claim = "", user_field: field = "user_name" } = configuration.values;
        const audience = store
          .all("oauth_oidc_entity")
          .filter(
            ({ values }) =>
              values["active"] === "true" && values["oidc_provider_configuration"] === configuration.sysId,
          )
          .map(({ values }) => values["client_id"] ?? "");
        const keys = createLocalJWKSet(JSON.parse(jwks) as JSONWebKeySet);
        const { payload } = await jwtVerify(token, keys, {
          issuer,
          audience,
          requiredClaims: ["exp", "aud"],
          clockTolerance: clockSkewSeconds,
          currentDate: new Date(clock.nowMs()),
        });
        const who = payload[claim];
        return typeof who === "string" ? findUserBy(instance, field, who) : undefined;
      } catch {
        // Whatever is wrong with it: it opens nothing.
        return undefined;
      }
    },
  };
}
