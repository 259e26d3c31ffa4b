import type { Account } from "../../connections/authorisation/account.ts";
import type { CallObserver } from "../../delivery/ports.ts";
import type { Authorizer } from "../../tokens/authorizer.ts";
import { rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

/**
 * Two, because a platform that cannot evaluate the scripted value may leave the whole condition out and answer with
 * anybody's records: a second row proves that it did.
 */
const path = `/api/now/table/sys_user?sysparm_query=${encodeURIComponent("sys_id=javascript:gs.getUserID()")}&sysparm_fields=sys_id,user_name&sysparm_limit=2&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true&sysparm_no_count=true`;

/** Whom ServiceNow takes the caller for. Undefined if it does not say beyond doubt. Throws BridgeError. */
export async function whoAmI(call: CallTable, observe: CallObserver): Promise<Account | undefined> {
  const { result } = await call({ method: "GET", path }, observe);
  const [first, ...others] = rowsOf(result, "sys_user");
  if (first === undefined || others.length > 0) return undefined;
  const { user_name: userName, sys_id: sysId } = first;
  return userName === undefined || userName === "" || sysId === undefined ? undefined : { userName, sysId };
}

/** The bearer of one token, which nobody has accepted yet. */
export function bearerOf(accessToken: string): Authorizer {
  const header = `Bearer ${accessToken}`;
  return {
    header: () => header,
    renewedHeader: () => Promise.resolve(undefined),
    secrets: () => [accessToken],
  };
}
