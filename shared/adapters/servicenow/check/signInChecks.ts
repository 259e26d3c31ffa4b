import { type CheckDefinition, type Finding, ok } from "../../../connections/checks/connectionCheck.ts";
import type { ConnectionGrant } from "../../../connections/connection.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import type { ErrorCode } from "../../../failures/catalogue.ts";
import { type CheckCalls, once } from "./checkCalls.ts";
import { judgeRelease } from "./judgeRelease.ts";

/** ServiceNow says these only to somebody whom it knows. */
const apiRefusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SERVICENOW_API_SCOPE_MISSING",
  "SERVICENOW_API_ACL_DENIED",
  "SERVICENOW_WEB_ACCESS_DENIED",
]);

const basicRestriction = "glide.authenticate.basic_auth.restriction";

/** The first call that says who we are; everything after rests on it. */
export function signInChecks(calls: CheckCalls, grant: ConnectionGrant): readonly CheckDefinition[] {
  const first = once(() =>
    calls
      .list("sys_properties", { query: "name=glide.buildname", fields: ["value"], limit: 1 })
      .then(({ rows }) => ({ buildName: rows[0]?.["value"], refused: undefined }))
      .catch((error: unknown) => {
        if (error instanceof BridgeError && apiRefusals.has(error.code)) {
          return { buildName: undefined, refused: error };
        }
        throw error;
      }),
  );
  return [
    {
      id: "signed-in",
      group: "Credentials",
      title: "ServiceNow takes them",
      after: ["reached", "token"],
      look: async () => {
        await first();
        return ok("it knows who is calling");
      },
    },
    {
      id: "basic",
      group: "Credentials",
      title: "This way of signing in will last",
      after: ["signed-in"],
      look: async () =>
        grant.kind === "basic" ? judgeBasic(await enforced(calls)) : ok(futures[grant.kind]),
    },
    {
      id: "api-access",
      group: "Credentials",
      title: "The Table API is open to it",
      after: ["signed-in"],
      look: async () => {
        const { refused } = await first();
        return refused === undefined
          ? ok("no scope and no access rule is in the way")
          : { status: "failed", code: refused.code, detail: refused.detail };
      },
    },
    {
      id: "release",
      group: "The instance",
      title: "Its release is supported",
      after: ["api-access"],
      look: async () => judgeRelease((await first()).buildName),
    },
  ];
}

const futures: Readonly<Record<Exclude<ConnectionGrant["kind"], "basic">, string>> = {
  authorizationCode: "OAuth, with somebody's sign-in once for each refresh token",
  password: "OAuth; the password is only used to get tokens",
  clientCredentials: "OAuth client credentials: nobody has to sign in",
  jwtBearer: "OAuth with a signed assertion: nobody has to sign in",
  entra: "a token of Microsoft Entra ID: ServiceNow keeps no secret of ours",
};

/** Pure. `isEnforced`: undefined where the property cannot be read. */
export function judgeBasic(isEnforced: boolean | undefined): Finding {
  const restricted =
    isEnforced === undefined
      ? "whether it restricts it already cannot be read"
      : isEnforced
        ? "it restricts it already, and lets this account in"
        : "it does not restrict it yet";
  return {
    status: "warning",
    code: "SERVICENOW_BASIC_ENDING",
    detail: `Basic authentication, which ServiceNow is retiring; ${restricted}`,
    cause:
      "From the Brazil release on ServiceNow prepares its end. New instances let in by it only accounts with “Web service access only”, or with the role snc_basic_auth_api_access.",
    fix: "Change to OAuth: docs/connect-servicenow.md says how, and no ticket is lost by it.",
  };
}

async function enforced(calls: CheckCalls): Promise<boolean | undefined> {
  try {
    const { rows } = await calls.list("sys_properties", {
      query: `nameIN${basicRestriction}.active,${basicRestriction}.enforce`,
      fields: ["name", "value"],
    });
    const values = new Map(rows.map(({ name, value }) => [name, value]));
    if (values.size < 2) return undefined;
    return [...values.values()].every((value) => value === "true");
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}
