import type { Actor } from "../access/actor.ts";
import type { SignIn } from "../access/signIn.ts";
import { listOf } from "../access/apiAccess.ts";
import type { IdentityTokens } from "../oauth/identityTokens.ts";
import { opensUnscopedApis } from "../oauth/scopes.ts";
import type { Tokens } from "../oauth/tokens.ts";
import type { Instance } from "../platform/instance.ts";
import { errorBody, refusal } from "../records/refusal.ts";
import type { ApiReply } from "./apiReply.ts";

type Parts = {
  readonly instance: Instance;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly identityTokens: IdentityTokens;
};

export type Caller =
  /** `isScopedOnly`: with a token that opens only APIs with a scope of their own. */
  | { readonly kind: "known"; readonly actor: Actor; readonly isScopedOnly: boolean }
  | { readonly kind: "unknown" }
  /** The password was right, and there should have been a one-time password as well. */
  | { readonly kind: "oneTimePasswordMissing" };

const unknown: Caller = { kind: "unknown" };

/** Who calls, by `Authorization: Basic` or `Bearer`. */
export function authenticate(parts: Parts, authorization: string | undefined): Caller | Promise<Caller> {
  const match = /^(Basic|Bearer)\s+(\S+)\s*$/i.exec(authorization ?? "");
  const credentials = match?.[2] ?? "";
  if (match === null) return unknown;
  if (match[1]?.toLowerCase() === "basic") return basic(parts, credentials);
  return /^[^.]+\.[^.]+\.[^.]+$/.test(credentials)
    ? byIdentityToken(parts, credentials)
    : bearer(parts, credentials);
}

function basic({ instance, signIn }: Parts, credentials: string): Caller {
  const text = Buffer.from(credentials, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return unknown;
  const actor = signIn.withBasic(text.slice(0, colon), text.slice(colon + 1));
  if (actor === undefined) return unknown;
  return listOf(instance.properties.get("sandbox.mfa.users")).includes(actor.userName)
    ? { kind: "oneTimePasswordMissing" }
    : { kind: "known", actor, isScopedOnly: false };
}

function bearer({ instance, signIn, tokens }: Parts, token: string): Caller {
  const values = tokens.find("access_token", token)?.values;
  const client = instance.store.find("oauth_entity", values?.["peer"] ?? "");
  const user = instance.store.find("sys_user", values?.["user"] ?? "");
  if (client === undefined || !signIn.mayWork(user)) return unknown;
  const isScopedOnly = !opensUnscopedApis(client, values?.["scope"] ?? "");
  return { kind: "known", actor: signIn.actorOf(user), isScopedOnly };
}

async function byIdentityToken({ signIn, identityTokens }: Parts, token: string): Promise<Caller> {
  const user = await identityTokens.userOf(token);
  if (!signIn.mayWork(user)) return unknown;
  return { kind: "known", actor: signIn.actorOf(user), isScopedOnly: false };
}

/** The same answer for an unknown user, a wrong password, a locked account and a restricted one. */
export const unauthenticatedReply: ApiReply = {
  status: 401,
  body: errorBody(refusal.notAuthenticated()),
  headers: { "WWW-Authenticate": 'BASIC realm="Service-now"' },
};

export const oneTimePasswordReply: ApiReply = {
  ...unauthenticatedReply,
  headers: { ...unauthenticatedReply.headers, "X-MFA_TOKEN": "invalid" },
};
