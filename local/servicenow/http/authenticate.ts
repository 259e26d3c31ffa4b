import type { Actor } from "../access/actor.ts";
import type { SignIn } from "../access/signIn.ts";
import type { Tokens } from "../oauth/tokens.ts";
import type { Instance } from "../platform/instance.ts";
import { errorBody, refusal } from "../records/refusal.ts";
import type { ApiReply } from "./apiReply.ts";

type Parts = { readonly instance: Instance; readonly signIn: SignIn; readonly tokens: Tokens };

/** Who calls, by `Authorization: Basic` or `Bearer`; `undefined` if nobody we know. */
export function authenticate(parts: Parts, authorization: string | undefined): Actor | undefined {
  const match = /^(Basic|Bearer)\s+(\S+)\s*$/i.exec(authorization ?? "");
  const credentials = match?.[2] ?? "";
  if (match === null) return undefined;
  return match[1]?.toLowerCase() === "basic" ? basic(parts, credentials) : bearer(parts, credentials);
}

function basic({ signIn }: Parts, credentials: string): Actor | undefined {
  const text = Buffer.from(credentials, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : signIn.withBasic(text.slice(0, colon), text.slice(colon + 1));
}

function bearer({ instance, signIn, tokens }: Parts, token: string): Actor | undefined {
  const credential = tokens.find("access_token", token);
  const user = credential && instance.store.find("sys_user", credential.values["user"] ?? "");
  if (user?.values["active"] !== "true" || user.values["locked_out"] === "true") return undefined;
  return signIn.actorOf(user);
}

/** The same answer for an unknown user, a wrong password, a locked account and a restricted one. */
export const unauthenticatedReply: ApiReply = {
  status: 401,
  body: errorBody(refusal.notAuthenticated()),
  headers: { "WWW-Authenticate": 'BASIC realm="Service-now"' },
};
