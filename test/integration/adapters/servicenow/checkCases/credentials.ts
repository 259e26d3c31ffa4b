import type { CheckCase } from "../checkCase.ts";
import { change, property, sandbox, set } from "../checkedInstance.ts";
import { type CheckedWorld, client, userName } from "../checkedWorld.ts";

const withGrant = (kind: "authorizationCode" | "clientCredentials") => (world: CheckedWorld) =>
  set(world, { grant: { kind, clientId: client.id, clientSecret: { from: "environment", name: "S" } } });

/** What the bridge shows, whose it is, and the OAuth client. */
export const credentialsCases: readonly CheckCase[] = [
  {
    id: "secrets",
    becomes: "failed",
    told: /client secret: The setting SERVICENOW_CLIENT_SECRET is not set/,
    breaks: (world) => (world.missingSecret = "SERVICENOW_CLIENT_SECRET"),
  },
  {
    id: "secret-ends",
    becomes: "warning",
    told: /client secret: 5 days left/,
    breaks: (world) =>
      set(world, { endsUtc: { clientSecret: "2026-03-06T12:00:00Z", certificate: null, password: null } }),
  },
  {
    id: "token",
    becomes: "failed",
    told: /401 to the password grant/,
    breaks: () => sandbox().changeUser(userName, { password: "another" }),
    isFresh: true,
  },
  {
    id: "refresh-token",
    becomes: "warning",
    told: /refresh token: 6 days left/,
    breaks: (world) => (world.refreshEndsUtc = "2026-03-07T12:00:00Z"),
  },
  {
    id: "signed-in",
    becomes: "failed",
    told: /401/,
    breaks: () =>
      sandbox().faults.set({ kind: "unauthorized", match: { pathContains: "/table/sys_properties" } }),
  },
  {
    id: "basic",
    becomes: "warning",
    told: /Basic authentication, which ServiceNow is retiring/,
    breaks: (world) =>
      set(world, { grant: { kind: "basic", userName, password: { from: "environment", name: "P" } } }),
    isFresh: true,
    also: /^(token|refresh-token|client-.*|account-kind|secret-ends)$/,
  },
  {
    id: "api-access",
    becomes: "failed",
    told: /unscoped api/,
    breaks: property("sandbox.oauth.securely_scoped", "true"),
  },
  {
    id: "account",
    becomes: "failed",
    told: /those of bridge\.integration; expected is azure\.bridge/,
    breaks: (world) => set(world, { integrationUser: "azure.bridge" }),
  },
  {
    id: "account-usable",
    becomes: "failed",
    told: /password has to be reset/,
    breaks: () => sandbox().changeUser(userName, { passwordNeedsReset: true }),
  },
  {
    id: "account-kind",
    becomes: "failed",
    told: /“Web service access only” is on/,
    breaks: () => sandbox().changeUser(userName, { webServiceAccessOnly: true }),
  },
  {
    id: "client-known",
    becomes: "warning",
    told: /from scope 'x_mioms_m365ticket'/,
    breaks: property("sandbox.acl.cross_scope_denied", "oauth_entity"),
    also: /^client-/,
  },
  {
    id: "client-active",
    becomes: "failed",
    told: /not active/,
    where: (world) => (world.signsInByBasic = true),
    breaks: () => change("oauth_entity", `client_id=${client.id}`, { active: "false" }),
  },
  {
    id: "client-lifespan",
    becomes: "warning",
    told: /ServiceNow says 604,800 s \(7 days\), and the bridge goes by that; the connection says 7,776,000 s/,
    where: withGrant("authorizationCode"),
    breaks: () => change("oauth_entity", `client_id=${client.id}`, { refresh_token_lifespan: "604800" }),
  },
  {
    id: "client-user",
    becomes: "failed",
    told: /OAuth Application User/,
    where: withGrant("clientCredentials"),
    breaks: () => change("oauth_entity", `client_id=${client.id}`, { user: "" }),
  },
  {
    id: "client-redirect",
    becomes: "failed",
    told: /\/api\/connections\/servicenow\/authorized/,
    where: withGrant("authorizationCode"),
    breaks: () =>
      change("oauth_entity", `client_id=${client.id}`, { redirect_url: "https://bridge.contoso.com/" }),
  },
];
