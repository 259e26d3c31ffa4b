import { type Finding, ok } from "../../../connections/checks/connectionCheck.ts";
import type { Route, WorkItemDefaults } from "../../../routing/route.ts";

export type RequiredField = { readonly field: string; readonly by: "data policy" | "dictionary" };

/** What every ticket has, the end of it included; number, state and who opened it ServiceNow fills in itself. */
const alwaysFilled: ReadonlySet<string> = new Set([
  ...["short_description", "description", "impact", "urgency", "correlation_id", "correlation_display"],
  ...["close_code", "close_notes", "number", "state", "priority", "opened_by", "opened_at", "sys_id"],
]);

const byRoute: ReadonlyMap<string, keyof WorkItemDefaults> = new Map([
  ["caller_id", "callerId"],
  ["assignment_group", "assignmentGroup"],
  ["category", "category"],
  ["subcategory", "subcategory"],
  ["contact_type", "contactType"],
]);

/** Mandatory fields that some route would leave empty. Pure. `undefined`: what is mandatory cannot be read. */
export function judgeRequired(
  required: readonly RequiredField[] | undefined,
  routes: readonly Route[],
): Finding {
  if (required === undefined) {
    return {
      status: "unknown",
      detail: "sys_data_policy_rule and sys_dictionary may not be read by this account",
      fix: "Ask an administrator for the mandatory fields of incidents, or try it: npm run bridge -- connections check <name> --write.",
    };
  }
  const empty = required.flatMap(({ field, by }) => {
    if (alwaysFilled.has(field)) return [];
    const key = byRoute.get(field);
    const without = key === undefined ? [] : routes.filter(({ defaults }) => defaults[key] === undefined);
    if (key !== undefined && without.length === 0 && routes.length > 0) return [];
    const whom = key === undefined || routes.length === 0 ? "" : ` (route ${names(without)})`;
    return [{ by, text: `${field}${whom}` }];
  });
  if (empty.length === 0) {
    const fields = [...new Set(required.map(({ field }) => field))];
    return ok(fields.length === 0 ? "none is mandatory" : `${fields.join(", ")}: all filled`);
  }
  const isKept = empty.some(({ by }) => by === "data policy");
  return {
    status: isKept ? "failed" : "warning",
    code: "SERVICENOW_DATA_POLICY",
    detail: `left empty: ${[...new Set(empty.map(({ by, text }) => `${text}, by ${by}`))].join("; ")}`,
    cause: isKept
      ? "A data policy makes fields mandatory that the bridge does not send: ServiceNow will refuse every ticket."
      : "The dictionary makes fields mandatory: forms insist on them, the Table API usually does not.",
    fix: "Give the routes a value for them in bridge.json (workItem: callerId, assignmentGroup, category, subcategory, contactType), or exempt the integration user from the policy.",
  };
}

function names(routes: readonly Route[]): string {
  return routes.map(({ name }) => `“${name}”`).join(", ");
}
