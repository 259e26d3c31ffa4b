import { listOf } from "../access/apiAccess.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

/** The one auth scope that opens everything. */
export const fullScope = "useraccount";

/**
 * The scope of a token, given what was asked for; `undefined`: the client may not have it. Securely scoped clients get
 * only what is linked to them and asked for, the others everything.
 */
export function grantedScope(client: StoredRecord, asked: string | null): string | undefined {
  if (!isSecurelyScoped(client)) return asked === null || asked === fullScope ? fullScope : undefined;
  if (asked === null || asked === "") return "";
  return listOf(client.values["auth_scopes"]).includes(asked) ? asked : undefined;
}

/** Whether a token of this client and scope opens APIs that have no scope of their own. Follows the client's record, not the day of issue. */
export function opensUnscopedApis(client: StoredRecord, scope: string): boolean {
  if (!isSecurelyScoped(client)) return true;
  return scope === fullScope && listOf(client.values["auth_scopes"]).includes(fullScope);
}

function isSecurelyScoped({ values }: StoredRecord): boolean {
  return values["scope_restriction"] === "securelyScoped";
}
