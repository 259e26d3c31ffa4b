import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { allowsGrant, type OAuthClients } from "./clients.ts";
import type { AllowedCode } from "./codes.ts";
import { grantedScope } from "./scopes.ts";

/** What a client wants when it sends a browser to `/oauth_auth.do`. */
export type CodeRequest =
  | {
      readonly kind: "good";
      readonly client: StoredRecord;
      readonly state: string;
      readonly allowed: Omit<AllowedCode, "user">;
    }
  /** The client is told, at its own address. */
  | { readonly kind: "refused"; readonly redirectUrl: string }
  /** Only the person can be told: it is not sure who has sent him. */
  | { readonly kind: "untold"; readonly problem: string };

type Parts = { readonly instance: Instance; readonly clients: OAuthClients };

export function readCodeRequest({ instance, clients }: Parts, query: URLSearchParams): CodeRequest {
  const untold = (problem: string) => ({ kind: "untold", problem }) as const;
  const clientId = query.get("client_id") ?? "";
  const client = clients.find(clientId);
  if (client?.values["active"] !== "true") return untold("There is no active client with this client_id");
  const redirectUri = query.get("redirect_uri") ?? "";
  const known = (client.values["redirect_url"] ?? "").split(",").map((url) => url.trim());
  if (!known.includes(redirectUri) || !URL.canParse(redirectUri)) {
    return untold("The redirect_uri does not match a Redirect URL of the client");
  }
  const state = query.get("state") ?? "";
  if (state === "" && instance.properties.get("glide.oauth.state.parameter.required") !== "false") {
    return untold("Missing State parameter in request");
  }

  const refuse = (error: string, description: string) => {
    const answer = { error, error_description: description, ...(state !== "" && { state }) };
    return { kind: "refused", redirectUrl: withQuery(redirectUri, answer) } as const;
  };
  if (query.get("response_type") !== "code") return refuse("unsupported_response_type", "response_type=code");
  if (!allowsGrant(client, "authorization_code")) {
    return refuse("unauthorized_client", "The client may not use codes");
  }
  const scope = grantedScope(client, query.get("scope"));
  if (scope === undefined) return refuse("invalid_scope", "The client does not have this scope");

  const value = query.get("code_challenge");
  const method = query.get("code_challenge_method") ?? "plain";
  if (value === null && client.values["public_client"] === "true") {
    return refuse("invalid_request", "A public client has to send a code_challenge");
  }
  if (value !== null && method !== "S256" && method !== "plain") {
    return refuse("invalid_request", "code_challenge_method is S256 or plain");
  }
  const challenge =
    value === null ? undefined : ({ value, method: method === "S256" ? "S256" : "plain" } as const);
  return { kind: "good", client, state, allowed: { clientId, redirectUri, scope, challenge } };
}

/** An address with more in its query. */
export function withQuery(address: string, more: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url.href;
}
