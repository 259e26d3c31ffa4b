import type { Authorizer } from "../../tokens/authorizer.ts";

/** How the bridge shows who it is. */
export type ServiceNowAuthentication =
  | { readonly kind: "basic"; readonly userName: string; readonly password: string }
  | {
      /** OAuth 2.0: the password grant once, then the refresh token. */
      readonly kind: "password";
      readonly clientId: string;
      readonly clientSecret: string;
      readonly userName: string;
      readonly password: string;
    };

/** The same header always; a repeat with the same password would only bring the account nearer to its lock. */
export function basicAuthorizer(userName: string, password: string): Authorizer {
  const encoded = Buffer.from(`${userName}:${password}`, "utf8").toString("base64");
  const header = `Basic ${encoded}`;
  const secrets = [password, encoded];
  return {
    header: () => header,
    renewedHeader: () => Promise.resolve(undefined),
    secrets: () => secrets,
  };
}
