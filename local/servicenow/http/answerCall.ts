import type { IdentityTokens } from "../oauth/identityTokens.ts";
import { answerTokenRequest, type OAuthParts } from "../oauth/tokenEndpoint.ts";
import { importSetApi } from "../importSets/importSetApi.ts";
import { isAddressDenied, mayCallApis, mayUseToken } from "../access/apiAccess.ts";
import { faultPages } from "../faults/faultPages.ts";
import { refusal } from "../records/refusal.ts";
import { tableApi } from "../tableApi/tableApi.ts";
import { makeTinyUrls } from "../tableApi/tinyUrl.ts";
import type { ApiReply } from "./apiReply.ts";
import type { ApiRequest } from "./apiRequest.ts";
import { authenticate, type Caller, oneTimePasswordReply, unauthenticatedReply } from "./authenticate.ts";
import type { Call } from "./gateway.ts";
import { requireJsonAccepted } from "./requestBody.ts";

/** One REST API: answers the paths it knows, `undefined` for the rest. Throws a Refusal. */
type Api = (request: ApiRequest) => ApiReply | undefined;

type Parts = OAuthParts & { readonly identityTokens: IdentityTokens };

/** Everything the instance says to programs, without faults. Another API is one more line in `apis`. */
export function makeAnswer(parts: Parts): (call: Call) => ApiReply | Promise<ApiReply> {
  const tinyUrls = makeTinyUrls();
  const apis: readonly Api[] = [
    (request) => tableApi(parts.instance, request),
    (request) => importSetApi(parts.instance, request),
    (request) => tinyUrls.api(request),
  ];

  return (call) => {
    const { method, path, rawQuery: sentQuery, bodyText, incoming } = call;
    if (isAddressDenied(parts.instance, incoming.socket.remoteAddress ?? "")) return faultPages.ipDenied;
    const header = (name: string) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(",") : value;
    };
    if (path === "/oauth_token.do") {
      if (method !== "POST") throw refusal.methodNotAllowed();
      const contentType = header("content-type") ?? "";
      return answerTokenRequest(parts, { contentType, bodyText, rawQuery: sentQuery });
    }
    if (path === "/oauth_revoke_token.do") {
      if (method !== "GET" && method !== "POST") throw refusal.methodNotAllowed();
      const fromBody = new URLSearchParams(bodyText).get("token");
      parts.tokens.revoke(new URLSearchParams(sentQuery).get("token") ?? fromBody ?? "");
      return { status: 200, bodyText: "" };
    }

    const caller = authenticate(parts, header("authorization"));
    // Only other people's tokens take time. Everything else is answered at once, and in one go.
    return caller instanceof Promise
      ? caller.then((known) => answerApi(call, known, header))
      : answerApi(call, caller, header);
  };

  function answerApi(
    { method, path, rawQuery: sentQuery, bodyText, incoming, recordRefused, rowFault }: Call,
    caller: Caller,
    header: ApiRequest["header"],
  ): ApiReply {
    if (caller.kind === "unknown") return unauthenticatedReply;
    if (caller.kind === "oneTimePasswordMissing") return oneTimePasswordReply;
    const { actor, isScopedOnly } = caller;
    if (isScopedOnly || !mayUseToken(parts.instance, incoming.headers.authorization)) {
      throw refusal.unscopedApi();
    }
    if (!mayCallApis(parts.instance, actor)) throw refusal.apiAcl();
    // An import set answers well all the same, with a row in error.
    if (recordRefused !== undefined && !isImport(path)) throw recordRefused;
    requireJsonAccepted(header("accept"));
    const rawQuery = tinyUrls.expand(sentQuery);
    const query = new URLSearchParams(rawQuery);
    const request = { method, path, rawQuery, query, header, bodyText, actor, recordRefused, rowFault };
    for (const api of apis) {
      const reply = api(request);
      if (reply !== undefined) return { ...reply, isLoggedIn: true };
    }
    throw refusal.unknownUri();
  }
}

function isImport(path: string): boolean {
  return /^\/api\/now\/(?:v[12]\/)?import\//.test(path);
}
