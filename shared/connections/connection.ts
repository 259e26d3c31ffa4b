import type { WorkItemKind } from "../workItems/workItem.ts";

/** Where a secret is: an environment setting of this app, or the bridge's own secret store (Key Vault in Azure). */
export type SecretReference =
  { readonly from: "environment"; readonly name: string } | { readonly from: "store"; readonly name: string };

/** How the bridge gets its access to a ServiceNow instance. */
export type ConnectionGrant =
  | {
      /** A person signs in once as the integration user (PKCE); a refresh token carries on from there. */
      readonly kind: "authorizationCode";
      readonly clientId: string;
      /** Without one the client is public, and ServiceNow gives it no refresh token. */
      readonly clientSecret: SecretReference | null;
    }
  | {
      readonly kind: "password";
      readonly clientId: string;
      readonly clientSecret: SecretReference;
      /** Only where somebody has put them into the app's settings: then the bridge authorises itself anew. Else used once, and stored nowhere. */
      readonly user: { readonly userName: string; readonly password: SecretReference } | null;
    }
  | {
      readonly kind: "clientCredentials";
      readonly clientId: string;
      readonly clientSecret: SecretReference;
    }
  | {
      readonly kind: "jwtBearer";
      readonly clientId: string;
      readonly clientSecret: SecretReference;
      /** PKCS #8, PEM. */
      readonly privateKey: SecretReference;
      /** `kid` of the verifier map at ServiceNow. */
      readonly keyId: string;
      /** What ServiceNow matches against the user: by default the user's sys_id. */
      readonly subject: string;
    }
  | {
      /** A token of Microsoft Entra ID, which ServiceNow takes as it is. */
      readonly kind: "entra";
      /** Application ID URI or client id of the app registration that stands for ServiceNow. */
      readonly audience: string;
      /** Of an app registration with a secret; null: a managed identity. */
      readonly application: {
        readonly tenantId: string;
        readonly clientId: string;
        readonly clientSecret: SecretReference;
      } | null;
      /** Of a user-assigned managed identity. */
      readonly managedIdentityClientId: string | null;
    }
  | { readonly kind: "basic"; readonly userName: string; readonly password: SecretReference };

/** Whether ServiceNow may give refresh tokens for it. */
export function hasRefreshTokens(
  grant: ConnectionGrant,
): grant is Extract<ConnectionGrant, { readonly kind: "authorizationCode" | "password" }> {
  return grant.kind === "authorizationCode" || grant.kind === "password";
}

/** Work items that the bridge keeps in step with the instance. */
export type SynchronisedKind = WorkItemKind | "changeRequest";

/** States of a ticket that a person may want to see under the names of his own process. */
export type TicketStateName = "new" | "inProgress" | "onHold" | "resolved" | "closed" | "canceled";

/** One instance that the bridge works with. Nothing in it is secret. */
export type Connection = {
  readonly name: string;
  readonly partner: "servicenow";
  /** `https://<instance>.service-now.com`, without a path. */
  readonly instanceUrl: string;
  /** Hosts (`name` or `name:port`) that are allowed beside ServiceNow's own domains. */
  readonly allowedHosts: readonly string[];
  readonly grant: ConnectionGrant;
  /** User name of the account as which the bridge is to work; null: whoever the grant stands for. */
  readonly integrationUser: string | null;
  readonly synchronise: readonly SynchronisedKind[];
  /** How far back a first synchronisation looks, at most 120. */
  readonly daysBack: number;
  /** Whether a configuration item that ServiceNow does not know is created. */
  readonly createMissingCi: boolean;
  readonly ticketStates: Readonly<Partial<Record<TicketStateName, string>>>;
  /** Staging table through which incidents are written; null: the Table API. */
  readonly importSetTable: string | null;
  /** As the OAuth client's record says; the token's answer does not. */
  readonly refreshTokenLifespanMs: number;
  /** Ends that only a person knows of, so that the bridge can warn beforehand. */
  readonly endsUtc: {
    readonly clientSecret: string | null;
    readonly certificate: string | null;
    readonly password: string | null;
  };
  /** Who described it: the app's settings (SERVICENOW_…), `bridge.json`, or an administrator by command or API. */
  readonly source: "settings" | "file" | "stored";
};

/** What ServiceNow is told by default when a client is made: 90 days, as the connector of old advised. */
export const defaultRefreshTokenLifespanMs = 7_776_000_000;
export const largestDaysBack = 120;
