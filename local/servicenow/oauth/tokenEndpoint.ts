import type { SignIn } from "../access/signIn.ts";
import type { ApiReply } from "../http/apiReply.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import type { OAuthClients } from "./clients.ts";
import type { IssuedToken, Tokens } from "./tokens.ts";

type Parts = {
  readonly instance: Instance;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly clients: OAuthClients;
};

type TokenRequest = { readonly contentType: string; readonly bodyText: string };

/** The platform says the same about nearly every failure; only its own log tells them apart. */
const refused = (why: string): ApiReply => ({
  status: 401,
  body: { error_description: "access_denied", error: "server_error" },
  note: `Exception on token flow - ${why}`,
});

/** `POST /oauth_token.do`. Parameters count in a form body only. */
export function answerTokenRequest(parts: Parts, { contentType, bodyText }: TokenRequest): ApiReply {
  if (!contentType.toLowerCase().startsWith("application/x-www-form-urlencoded")) {
    return refused("the body is not a form");
  }
  const form = new URLSearchParams(bodyText);
  const client = parts.clients.withSecret(form.get("client_id") ?? "", form.get("client_secret") ?? "");
  if (client === undefined) return refused("invalid client");
  const scope = form.get("scope") ?? "useraccount";
  if (scope !== "useraccount") return refused(`unknown scope ${scope}`);

  switch (form.get("grant_type")) {
    case "password":
      return passwordGrant(parts, client, form);
    case "refresh_token":
      return refreshGrant(parts, client, form);
    case "client_credentials":
      return clientCredentialsGrant(parts, client);
    default:
      return refused(`grant type ${form.get("grant_type") ?? "(none)"} is not supported`);
  }
}

function passwordGrant({ instance, signIn, tokens }: Parts, client: StoredRecord, form: URLSearchParams) {
  if (instance.properties.isOn("glide.oauth.inbound.ropc.grant_type.disabled")) {
    return refused("the password grant is disabled");
  }
  const user = signIn.withPassword(form.get("username") ?? "", form.get("password") ?? "");
  if (user === undefined) return refused("invalid user or password");
  // The grant asks for somebody who may have an interactive session.
  if (user.values["web_service_access_only"] === "true") return refused("no interactive session");
  return success(
    tokens.currentOrNew("access_token", user.sysId, client.sysId),
    tokens.currentOrNew("refresh_token", user.sysId, client.sysId),
  );
}

function refreshGrant({ instance, tokens }: Parts, client: StoredRecord, form: URLSearchParams) {
  const refreshToken = form.get("refresh_token") ?? "";
  const credential = tokens.find("refresh_token", refreshToken);
  if (credential?.values["peer"] !== client.sysId) return refused("expired or unknown refresh token");
  const user = instance.store.find("sys_user", credential.values["user"] ?? "");
  if (user?.values["active"] !== "true" || user.values["locked_out"] === "true") {
    return refused("the user is not active");
  }
  // There is no rotation: the refresh token stays what it was.
  return success(tokens.currentOrNew("access_token", user.sysId, client.sysId), {
    token: refreshToken,
    expiresInSeconds: 0,
  });
}

function clientCredentialsGrant({ instance, tokens }: Parts, client: StoredRecord) {
  if (!instance.properties.isOn("glide.oauth.inbound.client.credential.grant_type.enabled")) {
    return refused("the client credentials grant is not enabled");
  }
  const user = instance.store.find("sys_user", client.values["user"] ?? "");
  if (user?.values["active"] !== "true") return refused("the client has no OAuth application user");
  return success(tokens.currentOrNew("access_token", user.sysId, client.sysId));
}

function success(access: IssuedToken, refresh?: IssuedToken): ApiReply {
  return {
    status: 200,
    body: {
      access_token: access.token,
      ...(refresh !== undefined && { refresh_token: refresh.token }),
      scope: "useraccount",
      token_type: "Bearer",
      expires_in: access.expiresInSeconds,
    },
  };
}
