import { type CheckDefinition, type Finding, ok } from "../../../connections/checks/connectionCheck.ts";
import type { Connection } from "../../../connections/connection.ts";
import type { Row } from "../rows.ts";
import { type CheckCalls, isRefusal } from "./checkCalls.ts";

const group = "The account";

/** Undefined: it may not be read. */
type ReadFlag = boolean | undefined;

/** The user that ServiceNow takes us for. */
export type Account = {
  readonly sysId: string;
  readonly userName: string;
  readonly isActive: ReadFlag;
  readonly isLocked: ReadFlag;
  readonly needsReset: ReadFlag;
  readonly isForServicesOnly: ReadFlag;
};

export type ReadAccount = () => Promise<Account | undefined>;

/** Whose credentials they are, as ServiceNow itself says. Undefined if it does not let itself be asked. */
export async function readAccount(calls: CheckCalls): Promise<Account | undefined> {
  try {
    const { rows } = await calls.list("sys_user", {
      query: "sys_id=javascript:gs.getUserID()",
      fields: [
        "sys_id",
        "user_name",
        "active",
        "locked_out",
        "password_needs_reset",
        "web_service_access_only",
      ],
      limit: 2,
    });
    // A term that ServiceNow may not use is dropped, and everybody comes back.
    const [row] = rows.length === 1 ? rows : [];
    const { sys_id: sysId, user_name: userName } = row ?? {};
    if (row === undefined || sysId === undefined || userName === undefined) return undefined;
    return {
      sysId,
      userName,
      isActive: flag(row, "active"),
      isLocked: flag(row, "locked_out"),
      needsReset: flag(row, "password_needs_reset"),
      isForServicesOnly: flag(row, "web_service_access_only"),
    };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

export function accountChecks(account: ReadAccount, connection: Connection): readonly CheckDefinition[] {
  const after = ["api-access"];
  return [
    {
      id: "account",
      group,
      title: "It is the integration user",
      after,
      look: async () => judgeWho(await account(), connection),
    },
    {
      id: "account-usable",
      group,
      title: "Active, not locked, no reset due",
      after,
      look: async () => judgeUsable(await account()),
    },
    {
      id: "account-kind",
      group,
      title: "Its kind fits the sign-in",
      after,
      look: async () => judgeKind(await account(), connection.grant),
    },
  ];
}

const unreadable: Finding = {
  status: "unknown",
  detail: "the account may not read its own record in sys_user",
  fix: "Let the integration user read its own record, if this is to be told.",
};

/** Pure. */
export function judgeWho(
  account: Account | undefined,
  { integrationUser: expected, grant: { kind } }: Pick<Connection, "integrationUser" | "grant">,
): Finding {
  if (account === undefined) return unreadable;
  const isExpected = expected === null || expected.trim().toLowerCase() === account.userName.toLowerCase();
  if (isExpected) return ok(account.userName);
  return {
    status: "failed",
    code: kind === "authorizationCode" ? "CONNECTION_WRONG_ACCOUNT" : "CREDENTIALS_OF_WRONG_ACCOUNT",
    detail: `the credentials are those of ${account.userName}; expected is ${expected}`,
    ...wrongAccount[kind],
  };
}

/** Why another account is worked as, and what cures it. */
const wrongAccount: Readonly<
  Record<Connection["grant"]["kind"], { readonly cause: string; readonly fix: string }>
> = {
  authorizationCode: {
    cause: "Whoever authorised the connection was signed in to ServiceNow as somebody else.",
    fix: "Authorise it again: choose “Not you?” at the top right of ServiceNow's page and sign in as the integration user, or use a private window where single sign-on signs you in by itself.",
  },
  password: {
    cause: "The user name and password that the tokens were got with are another account's.",
    fix: "Give the bridge those of the integration user, and authorise the connection again.",
  },
  clientCredentials: {
    cause: "“OAuth Application User” of the client's record is another account.",
    fix: "Correct “OAuth Application User” of the client's record (System OAuth, Application Registry).",
  },
  jwtBearer: {
    cause: "The JWT's subject stands for another account.",
    fix: "Correct the connection's subject, or the user field of the JWT API endpoint in ServiceNow.",
  },
  entra: {
    cause: "Another account has the Source that stands for the Entra application.",
    fix: "Move that Source to the integration user's record in sys_user.",
  },
  basic: {
    cause: "The connection's user name is another account's.",
    fix: "Give the connection the integration user's name and password.",
  },
};

/** Pure. */
export function judgeUsable(account: Account | undefined): Finding {
  if (account === undefined) return unreadable;
  const { isActive, isLocked, needsReset } = account;
  const wrong = [
    ...(isActive === false ? ["it is not active"] : []),
    ...(isLocked === true ? ["it is locked"] : []),
    ...(needsReset === true ? ["its password has to be reset"] : []),
  ];
  if (wrong.length > 0) {
    return { status: "failed", code: "SERVICENOW_ACCOUNT_UNUSABLE", detail: wrong.join("; ") };
  }
  const unread = [
    ...(isActive === undefined ? ["active"] : []),
    ...(isLocked === undefined ? ["locked_out"] : []),
    ...(needsReset === undefined ? ["password_needs_reset"] : []),
  ];
  if (unread.length === 0) return ok("active, not locked, no reset due");
  // It has just signed in, so there is nothing wrong now; a reset that is due shows when the next token is asked for.
  return ok(`it signs in; ${unread.join(", ")} may not be read by it`);
}

/** Pure. */
export function judgeKind(account: Account | undefined, { kind }: Connection["grant"]): Finding {
  if (account === undefined) return unreadable;
  const { isForServicesOnly } = account;
  if (isForServicesOnly === undefined) {
    return { status: "unknown", detail: "web_service_access_only may not be read by it" };
  }
  const needsSession = kind === "password" || kind === "authorizationCode";
  if (isForServicesOnly && needsSession) {
    return {
      status: "failed",
      code: "SERVICENOW_ACCOUNT_UNUSABLE",
      detail:
        "“Web service access only” is on, and this grant asks for somebody who may sign in interactively",
      cause: "ServiceNow issues tokens by this grant only to accounts that may have an interactive session.",
      fix: "Clear “Web service access only” in the user's record, or use client credentials, a signed assertion or an Entra token.",
    };
  }
  if (isForServicesOnly) return ok("for web services only");
  if (kind === "basic") {
    return {
      status: "warning",
      code: "SERVICENOW_BASIC_ENDING",
      detail:
        "it may also sign in at the pages: where ServiceNow restricts Basic authentication, it is shut out",
      cause:
        "The restriction lets in accounts for web services only, and holders of snc_basic_auth_api_access.",
      fix: "Set “Web service access only” in the user's record, or change to OAuth.",
    };
  }
  return ok("it may also sign in at the pages");
}

function flag(row: Row, field: string): ReadFlag {
  const value = row[field];
  return value === undefined ? undefined : value === "true";
}
