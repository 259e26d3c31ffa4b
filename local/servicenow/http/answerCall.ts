import type { SignIn } from "../access/signIn.ts";
import type { OAuthClients } from "../oauth/clients.ts";
import { answerTokenRequest } from "../oauth/tokenEndpoint.ts";
import type { Tokens } from "../oauth/tokens.ts";
import { importSetApi } from "../importSets/importSetApi.ts";
import type { Instance } from "../platform/instance.ts";
import { mayCallApis, mayUseToken } from "../access/apiAccess.ts";
import { faultPages } from "../faults/faultPages.ts";
import { refusal } from "../records/refusal.ts";
import { tableApi } from "../tableApi/tableApi.ts";
import { makeTinyUrls } from "../tableApi/tinyUrl.ts";
import type { ApiReply } from "./apiReply.ts";
import type { ApiRequest } from "./apiRequest.ts";
import { authenticate, unauthenticatedReply } from "./authenticate.ts";
import type { Call } from "./gateway.ts";
import { requireJsonAccepted } from "./requestBody.ts";

/** One REST API: answers the paths it knows, `undefined` for the rest. Throws a Refusal. */
type Api = (request: ApiRequest) => ApiReply | undefined;

type Parts = {
  readonly instance: Instance;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly clients: OAuthClients;
};

/** Everything the instance says to programs, without faults. Another API is one more line in `apis`. */
export function makeAnswer(parts: Parts): (call: Call) => ApiReply {
  const tinyUrls = makeTinyUrls();
  const apis: readonly Api[] = [
    (request) => tableApi(parts.instance, request),
    (request) => importSetApi(parts.instance, request),
    (request) => tinyUrls.api(request),
  ];

  return ({ method, path, rawQuery: sentQuery, bodyText, incoming, recordRefused, rowFault }) => {
    if (parts.instance.properties.isOn("sandbox.ip_access.denied")) return faultPages.ipDenied;
    const header = (name: string) => {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(",") : value;
    };
    if (path === "/oauth_token.do") {
      if (method !== "POST") throw refusal.methodNotAllowed();
      return answerTokenRequest(parts, { contentType: header("content-type") ?? "", bodyText });
    }
    if (path === "/oauth_revoke_token.do") {
      const fromBody = new URLSearchParams(bodyText).get("token");
      parts.tokens.revoke(new URLSearchParams(sentQuery).get("token") ?? fromBody ?? "");
      return { status: 200, bodyText: "" };
    }

    const authorization = header("authorization");
    const actor = authenticate(parts, authorization);
    if (actor === undefined) return unauthenticatedReply;
    if (!mayUseToken(parts.instance, authorization)) throw refusal.unscopedApi();
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
  };
}

function isImport(path: string): boolean {
  return /^\/api\/now\/(?:v[12]\/)?import\//.test(path);
}
