import {
  type CheckDefinition,
  type Finding,
  notNeeded,
  ok,
} from "../../../connections/checks/connectionCheck.ts";
import { redirectPath, redirectUriOf } from "../../../connections/authorisation/publicAddress.ts";
import { type Connection, hasRefreshTokens } from "../../../connections/connection.ts";
import { needsNobody } from "../../../connections/firstSetup.ts";
import type { BridgeError } from "../../../failures/bridgeError.ts";
import { lifespanSeconds } from "../configuration/refreshTokenLifespan.ts";
import { queryValue, type Row } from "../rows.ts";
import { type CheckCalls, isRefusal, once } from "./checkCalls.ts";

const group = "The OAuth client";

/** What its record in `oauth_entity` says, or why that cannot be told. */
export type ClientSeen =
  | { readonly kind: "found"; readonly row: Row }
  | { readonly kind: "refused"; readonly error: BridgeError }
  | { readonly kind: "hidden" }
  | { readonly kind: "absent" };

/** Its record in the application registry, as far as the account may read it. Most may not, and nothing depends on it. */
export function clientChecks(
  calls: CheckCalls,
  connection: Connection,
  publicUrl: string | undefined,
): readonly CheckDefinition[] {
  const { grant } = connection;
  const clientId = "clientId" in grant ? grant.clientId : undefined;
  const seen = once(() => readClient(calls, clientId ?? ""));
  const check = (
    id: string,
    title: string,
    after: readonly string[],
    judge: (row: Row) => Finding,
    unneeded?: string,
  ): CheckDefinition => ({
    id,
    group,
    title,
    after,
    look: async () => {
      if (clientId === undefined) return notNeeded("this way of signing in has none");
      if (unneeded !== undefined) return notNeeded(unneeded);
      const client = await seen();
      return client.kind === "found"
        ? judge(client.row)
        : { status: "unknown", detail: "its record was not seen" };
    },
  });
  return [
    {
      id: "client-known",
      group,
      title: "Its record can be seen",
      after: ["api-access"],
      look: async () =>
        clientId === undefined ? notNeeded("this way of signing in has none") : judgeClient(await seen()),
    },
    check("client-active", "It is active", ["api-access"], judgeActive),
    check("client-lifespan", "Its refresh tokens' lifespan", ["api-access"], (row) =>
      judgeLifespan(row, connection),
    ),
    check(
      "client-user",
      "It has an application user",
      ["api-access"],
      judgeUser,
      grant.kind === "clientCredentials" ? undefined : "only client credentials need one",
    ),
    check(
      "client-redirect",
      "It sends people back to the bridge",
      ["api-access"],
      (row) => judgeRedirect(row, connection.name, publicUrl),
      grant.kind === "authorizationCode" ? undefined : "nobody signs in at a page",
    ),
  ];
}

async function readClient(calls: CheckCalls, clientId: string): Promise<ClientSeen> {
  // Checked, and not encoded here: the call does that.
  if (queryValue(clientId) === undefined) return { kind: "absent" };
  try {
    const { rows, total } = await calls.list("oauth_entity", {
      query: `client_id=${clientId.trim().replaceAll("^", "^^")}`,
      fields: [
        ...["client_id", "active", "access_token_lifespan", "refresh_token_lifespan"],
        ...["redirect_url", "user", "name"],
      ],
      limit: 5,
    });
    const row = rows.find((one) => one["client_id"] === clientId.trim());
    if (row !== undefined) return { kind: "found", row };
    return total === 0 ? { kind: "absent" } : { kind: "hidden" };
  } catch (error) {
    if (isRefusal(error)) return { kind: "refused", error };
    throw error;
  }
}

/** Pure. */
export function judgeClient(seen: ClientSeen): Finding {
  switch (seen.kind) {
    case "found":
      return ok(`“${seen.row["name"] ?? ""}” in the application registry`);
    case "refused":
      return seen.error.code === "SERVICENOW_CROSS_SCOPE_DENIED"
        ? { status: "warning", code: seen.error.code, detail: seen.error.detail }
        : { status: "unknown", detail: `oauth_entity may not be read by this account (${seen.error.code})` };
    case "hidden":
      return {
        status: "unknown",
        detail:
          "oauth_entity may not be read by this account; its lifespans are taken as the connection says",
      };
    case "absent":
      return {
        status: "warning",
        detail: "no record in oauth_entity has this client id",
        code: "SERVICENOW_CLIENT_UNSUITED",
        cause:
          "It was deleted, or belongs to another instance. Tokens that were issued before may still work.",
        fix: "Look in System OAuth, Application Registry, and correct the client id of the connection.",
      };
    default:
      return seen satisfies never;
  }
}

/** Pure. */
export function judgeActive(row: Row): Finding {
  const { active } = row;
  if (active === undefined) return { status: "unknown", detail: "the field active may not be read" };
  if (active === "true") return ok("active");
  return {
    status: "failed",
    code: "SERVICENOW_CLIENT_UNSUITED",
    detail: "it is not active: no further token will be issued",
    fix: "Set it active: System OAuth, Application Registry.",
  };
}

/** Pure. */
export function judgeLifespan(row: Row, { refreshTokenLifespanMs, grant }: Connection): Finding {
  if (!hasRefreshTokens(grant)) return notNeeded("this way of signing in has no refresh token");
  const seconds = lifespanSeconds(row);
  if (seconds === undefined) return { status: "unknown", detail: "refresh_token_lifespan may not be read" };
  const ourSeconds = Math.round(refreshTokenLifespanMs / 1000);
  const access = Number((row["access_token_lifespan"] ?? "").replaceAll(",", ""));
  const accessText = access > 0 ? `; access tokens ${count(access)} s` : "";
  const theirs = `${count(seconds)} s (${days(seconds)} days)`;
  const detail =
    seconds === ourSeconds
      ? `${theirs}${accessText}`
      : `ServiceNow says ${theirs}, and the bridge goes by that; the connection says ${count(ourSeconds)} s (${days(ourSeconds)} days)${accessText}`;
  if (seconds >= shortSeconds || needsNobody(grant)) return ok(detail);
  return {
    status: "warning",
    code: "SERVICENOW_CLIENT_UNSUITED",
    detail,
    cause:
      "Use does not prolong a refresh token: somebody has to sign in as often as that, and is warned a few days before at most.",
    fix: "Raise the client's “Refresh Token Lifespan” (System OAuth, Application Registry) to 7,776,000 s (90 days), or take a grant that needs no person.",
  };
}

/** Sooner than the first warning of an end would come. */
const shortSeconds = 30 * 86_400;

/** Pure. */
export function judgeUser(row: Row): Finding {
  if (row["user"] === undefined) return { status: "unknown", detail: "the field user may not be read" };
  if (row["user"] !== "") return ok("there is one");
  return {
    status: "failed",
    code: "SERVICENOW_CLIENT_UNSUITED",
    detail: "“OAuth Application User” is empty: nobody could be worked as",
    fix: "Set “OAuth Application User” in the client's record to the integration user.",
  };
}

/**
 * ServiceNow takes several addresses, one a line or separated by commas, and compares them whole. Where nobody has said
 * at which address browsers reach the bridge (`publicUrl`), only the end of it can be looked at. Pure; throws BridgeError
 * REDIRECT_URI_REFUSED where that address cannot be used.
 */
export function judgeRedirect(row: Row, connection: string, publicUrl?: string): Finding {
  const said = row["redirect_url"];
  if (said === undefined) return { status: "unknown", detail: "the field redirect_url may not be read" };
  const path = redirectPath(connection);
  const addresses = said.split(/[\s,]+/).filter((address) => address !== "");
  const wanted = publicUrl === undefined ? undefined : redirectUriOf(publicUrl, connection);
  const isThere = addresses.some((address) =>
    wanted === undefined ? URL.parse(address)?.pathname.endsWith(path) : address === wanted,
  );
  if (isThere) return ok(addresses.join(", "));
  return {
    status: "failed",
    code: "SERVICENOW_CLIENT_UNSUITED",
    detail:
      addresses.length === 0
        ? "it has no redirect URL"
        : `none of its redirect URLs ${wanted === undefined ? `ends in ${path}` : `is ${wanted}`}`,
    cause: "After the sign-in ServiceNow sends the browser only to addresses that the client's record names.",
    fix: `Put ${wanted ?? `https://<the bridge>${path}`} into “Redirect URL” of the client's record.`,
  };
}

function count(seconds: number): string {
  return seconds.toLocaleString("en");
}

function days(seconds: number): number {
  return Math.round(seconds / 86_400);
}
