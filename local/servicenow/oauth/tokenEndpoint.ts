import type { SignIn } from "../access/signIn.ts";
import type { ApiReply } from "../http/apiReply.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import type { Assertions } from "./assertions.ts";
import { allowsGrant, type Grant, type OAuthClients } from "./clients.ts";
import { type Codes, fitsChallenge } from "./codes.ts";
import { refused } from "./refused.ts";
import { grantedScope } from "./scopes.ts";
import type { IssuedToken, Tokens } from "./tokens.ts";

export type OAuthParts = {
  readonly instance: Instance;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly clients: OAuthClients;
  readonly codes: Codes;
  readonly assertions: Assertions;
};

type TokenRequest = { readonly contentType: string; readonly bodyText: string; readonly rawQuery: string };

/** A request of a client that is known, for a scope that it may have. */
type Known = { readonly client: StoredRecord; readonly form: URLSearchParams; readonly scope: string };

const grants: Readonly<Record<Grant, (parts: OAuthParts, request: Known) => ApiReply | Promise<ApiReply>>> = {
  password: passwordGrant,
  refresh_token: refreshGrant,
  authorization_code: codeGrant,
  client_credentials: clientCredentialsGrant,
  "urn:ietf:params:oauth:grant-type:jwt-bearer": jwtBearerGrant,
};

const isGrant = (name: string): name is Grant => Object.hasOwn(grants, name);

/** `POST /oauth_token.do`. Parameters count in a form body; in the address only where a property allows it. */
export function answerTokenRequest(
  parts: OAuthParts,
  { contentType, bodyText, rawQuery }: TokenRequest,
): ApiReply | Promise<ApiReply> {
  const inBodyOnly =
    parts.instance.properties.get("glide.oauth.allow.parameters.in.post.body.only") !== "false";
  const isForm = contentType.toLowerCase().startsWith("application/x-www-form-urlencoded");
  if (!isForm) return refused("the body is not a form");
  const form = new URLSearchParams(inBodyOnly ? bodyText : `${rawQuery}&${bodyText}`);

  const grant = form.get("grant_type") ?? "";
  if (!isGrant(grant)) return refused(`grant type ${grant === "" ? "(none)" : grant} is not supported`);
  const client = authenticateClient(parts, form, grant);
  if (client === undefined) return refused("invalid client");
  if (!allowsGrant(client, grant)) return refused(`the client may not use the grant ${grant}`);
  const scope = grantedScope(client, form.get("scope"));
  if (scope === undefined) return refused(`unknown scope ${form.get("scope") ?? ""}`);
  return grants[grant](parts, { client, form, scope });
}

/** Public clients have no secret, and get tokens for codes only. */
function authenticateClient({ clients }: OAuthParts, form: URLSearchParams, grant: Grant) {
  const clientId = form.get("client_id") ?? "";
  const client = clients.find(clientId);
  const isPublic = client?.values["public_client"] === "true";
  if (!isPublic) return clients.withSecret(clientId, form.get("client_secret") ?? "");
  return client.values["active"] === "true" && grant === "authorization_code" ? client : undefined;
}

function passwordGrant({ instance, signIn, tokens }: OAuthParts, { client, form, scope }: Known): ApiReply {
  if (instance.properties.isOn("glide.oauth.inbound.ropc.grant_type.disabled")) {
    return refused("the password grant is disabled");
  }
  const user = signIn.withPassword(form.get("username") ?? "", form.get("password") ?? "");
  if (user === undefined) return refused("invalid user or password");
  // The grant asks for somebody who may have an interactive session.
  if (user.values["web_service_access_only"] === "true") return refused("no interactive session");
  return bothTokens(tokens, { user: user.sysId, client: client.sysId, scope });
}

function refreshGrant(
  { instance, signIn, tokens }: OAuthParts,
  { client, form, scope: asked }: Known,
): ApiReply {
  const refreshToken = form.get("refresh_token") ?? "";
  const credential = tokens.find("refresh_token", refreshToken);
  if (credential?.values["peer"] !== client.sysId) return refused("expired or unknown refresh token");
  const user = instance.store.find("sys_user", credential.values["user"] ?? "");
  if (!signIn.mayWork(user)) return refused("the user is not active");
  // Who names no scope keeps the one that was granted, as far as the client still has it.
  const kept = grantedScope(client, credential.values["scope"] ?? null) ?? asked;
  const scope = form.has("scope") ? asked : kept;
  const owner = { user: user.sysId, client: client.sysId, scope };
  const access = tokens.currentOrNew("access_token", owner);
  // There is no rotation: the refresh token stays what it was.
  const rotates = instance.properties.isOn("sandbox.oauth.rotate_refresh_tokens");
  const next = rotates ? tokens.rotated(refreshToken, owner) : { token: refreshToken };
  return success(access, scope, next);
}

function codeGrant({ instance, signIn, tokens, codes }: OAuthParts, { client, form }: Known): ApiReply {
  const allowed = codes.take(form.get("code") ?? "");
  if (allowed === undefined) return refused("the code is unknown, used or too old");
  if (allowed.clientId !== client.values["client_id"]) return refused("the code is of another client");
  if (allowed.redirectUri !== form.get("redirect_uri")) return refused("another redirect_uri than before");
  if (!fitsChallenge(allowed.challenge, form.get("code_verifier"))) return refused("wrong code_verifier");
  const user = instance.store.find("sys_user", allowed.user);
  if (!signIn.mayWork(user)) return refused("the user is not active");
  const owner = { user: user.sysId, client: client.sysId, scope: allowed.scope };
  return client.values["public_client"] === "true"
    ? success(tokens.currentOrNew("access_token", owner), owner.scope)
    : bothTokens(tokens, owner);
}

function clientCredentialsGrant(
  { instance, signIn, tokens }: OAuthParts,
  { client, scope }: Known,
): ApiReply {
  if (!instance.properties.isOn("glide.oauth.inbound.client.credential.grant_type.enabled")) {
    return refused("the client credentials grant is not enabled");
  }
  const user = instance.store.find("sys_user", client.values["user"] ?? "");
  if (!signIn.mayWork(user)) return refused("the client has no OAuth application user who may work");
  const owner = { user: user.sysId, client: client.sysId, scope };
  return success(tokens.currentOrNew("access_token", owner), scope);
}

async function jwtBearerGrant(
  { signIn, tokens, assertions }: OAuthParts,
  { client, form, scope }: Known,
): Promise<ApiReply> {
  const checked = await assertions.accept(client, form.get("assertion") ?? "");
  if (checked.kind === "refused") return refused(checked.why);
  const { user } = checked;
  if (!signIn.mayWork(user)) return refused("the user is not active");
  if (signIn.actorOf(user).roles.has("admin")) return refused("not for administrators");
  return success(
    tokens.currentOrNew("access_token", { user: user.sysId, client: client.sysId, scope }),
    scope,
  );
}

function bothTokens(tokens: Tokens, owner: Parameters<Tokens["currentOrNew"]>[1]): ApiReply {
  const access = tokens.currentOrNew("access_token", owner);
  return success(access, owner.scope, tokens.currentOrNew("refresh_token", owner));
}

function success(access: IssuedToken, scope: string, refresh?: { readonly token: string }): ApiReply {
  return {
    status: 200,
    body: {
      access_token: access.token,
      ...(refresh !== undefined && { refresh_token: refresh.token }),
      scope,
      token_type: "Bearer",
      expires_in: access.expiresInSeconds,
    },
  };
}
