import type { ConnectionGrant, SecretReference } from "../../../connections/connection.ts";
import type { TokenRequest } from "../../../tokens/tokenIssuer.ts";
import { jwtAssertion } from "./jwtAssertion.ts";
import type { TokenForm } from "./tokenEndpoint.ts";

/** Grants whose tokens ServiceNow itself gives. */
export type OAuthGrant = Extract<
  ConnectionGrant,
  { readonly kind: "authorizationCode" | "password" | "clientCredentials" | "jwtBearer" }
>;

export type GrantForm = {
  readonly form: TokenForm;
  /** What says whether the credentials are the same next time: all of them, and nothing that changes by itself. */
  readonly credentials: readonly string[];
  /** What of it must never be shown. */
  readonly secrets: readonly string[];
};

type Resolve = (reference: SecretReference) => Promise<string>;

export function needsNobody(grant: OAuthGrant): boolean {
  switch (grant.kind) {
    case "clientCredentials":
    case "jwtBearer":
      return true;
    case "password":
      return grant.user !== null;
    case "authorizationCode":
      return false;
    default:
      return grant satisfies never;
  }
}

/** The form that `request` means for this grant. Throws BridgeError SECRET_MISSING, JWT_KEY_INVALID. */
export async function grantForm(
  grant: OAuthGrant,
  request: TokenRequest,
  { resolve, partnerNowMs }: { readonly resolve: Resolve; readonly partnerNowMs: () => number },
): Promise<GrantForm> {
  const { clientId } = grant;
  const clientSecret = grant.clientSecret === null ? undefined : await resolve(grant.clientSecret);
  const client = {
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
  };
  const made = (form: TokenForm, shown: readonly string[], secrets = shown): GrantForm => ({
    form: { ...form, ...client },
    credentials: [form.grant_type, clientId, clientSecret ?? "", ...shown],
    secrets: [...secrets, ...(clientSecret === undefined ? [] : [clientSecret])],
  });

  switch (request.by) {
    case "refreshToken": {
      const { refreshToken } = request;
      return made({ grant_type: "refresh_token", refresh_token: refreshToken }, [refreshToken]);
    }
    case "password": {
      const { userName, password } = request;
      return made({ grant_type: "password", username: userName, password }, [userName, password], [password]);
    }
    case "code": {
      const { code, codeVerifier, redirectUri } = request;
      const form = {
        grant_type: "authorization_code",
        code,
        code_verifier: codeVerifier,
        redirect_uri: redirectUri,
      };
      return made(form, [code], [code, codeVerifier]);
    }
    case "grant":
      break;
    default:
      return request satisfies never;
  }

  switch (grant.kind) {
    case "clientCredentials":
      return made({ grant_type: "client_credentials" }, []);
    case "password": {
      if (grant.user === null) break;
      const { userName } = grant.user;
      const password = await resolve(grant.user.password);
      return made({ grant_type: "password", username: userName, password }, [userName, password], [password]);
    }
    case "jwtBearer": {
      const { keyId, subject } = grant;
      const privateKey = await resolve(grant.privateKey);
      const assertion = await jwtAssertion({ clientId, keyId, subject, privateKey, atMs: partnerNowMs() });
      const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
      return made(form, [keyId, subject, privateKey], [assertion, privateKey]);
    }
    case "authorizationCode":
      break;
    default:
      return grant satisfies never;
  }
  throw new Error(`The grant ${grant.kind} needs a person`);
}
