import type { TableDefinition } from "../platform/dictionary.ts";
import { flag, integer, moment, reference, text } from "./columns.ts";

/** Clients, their keys and tokens, and who else's tokens are taken. */
export const oauthTables: readonly TableDefinition[] = [
  {
    name: "oauth_entity",
    label: "Application Registries",
    displayField: "name",
    indexes: ["client_id"],
    fields: {
      name: text("Name", 100),
      type: text("Type", 40, { defaultValue: "client" }),
      client_id: text("Client ID", 100),
      active: flag("Active", "true"),
      redirect_url: text("Redirect URL", 4000),
      access_token_lifespan: integer("Access Token Lifespan", "1800"),
      refresh_token_lifespan: integer("Refresh Token Lifespan", "8640000"),
      public_client: flag("Public Client"),
      inbound_grant_types: text("Grants", 400),
      user: reference("OAuth Application User", "sys_user"),
      scope_restriction: text("Scope Restriction", 40, { defaultValue: "broadlyScoped" }),
      auth_scopes: text("Auth Scopes", 400),
      comments: text("Comments", 4000),
      sys_class_name: { type: "className", label: "Class" },
    },
  },
  {
    name: "oauth_jwt",
    label: "OAuth JWT API endpoint",
    parent: "oauth_entity",
    displayField: "name",
    fields: {
      user_field: text("User Field", 80, { defaultValue: "sys_id" }),
      clock_skew: integer("Clock Skew", "300"),
      enable_jti_verification: flag("Enable JTI verification", "true"),
    },
  },
  {
    name: "jwt_verifier_map",
    label: "JWT Verifier Map",
    displayField: "name",
    indexes: ["oauth_jwt"],
    fields: {
      name: text("Name", 100),
      oauth_jwt: reference("OAuth JWT API endpoint", "oauth_jwt"),
      kid: text("Key ID", 255),
      pem_certificate: text("PEM Certificate", 8_000),
    },
  },
  {
    name: "oidc_provider_configuration",
    label: "OIDC Provider Configuration",
    displayField: "oidc_provider",
    indexes: ["issuer"],
    fields: {
      oidc_provider: text("OIDC Provider", 100),
      issuer: text("Issuer", 255),
      user_claim: text("User Claim", 80),
      user_field: text("User Field", 80, { defaultValue: "user_name" }),
      jwks: text("Keys", 65_000),
    },
  },
  {
    name: "oauth_oidc_entity",
    label: "OIDC provider to verify ID tokens",
    parent: "oauth_entity",
    displayField: "name",
    fields: {
      oidc_provider_configuration: reference("OIDC Provider Configuration", "oidc_provider_configuration"),
    },
  },
  {
    name: "oauth_credential",
    label: "OAuth Credential",
    displayField: "type",
    indexes: ["token", "user"],
    fields: {
      type: text("Type"),
      token: { type: "password", label: "Token" },
      user: reference("User", "sys_user"),
      peer: reference("Peer", "oauth_entity"),
      scope: text("Scope", 400),
      expires: moment("Expires"),
      revoked: flag("Revoked"),
    },
  },
];
