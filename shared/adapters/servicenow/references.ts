import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { cached } from "./cached.ts";
import { isSysId } from "./incidentTable.ts";
import { queryValue, rowsOf, type Row } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

type ReferenceKind = "user" | "group";

/**
 * Finds whom a name in a route means. A reference field takes a sys_id; the Table API would understand names only with
 * `sysparm_input_display_value`, which reads every other field as displayed, too, and takes the first of several
 * namesakes. So names are looked up, once an hour each, and a sys_id costs nothing.
 *
 * Undefined if nobody or more than one is called so, or the table may not be read: the ticket is then made without.
 */
export type References = {
  find(kind: ReferenceKind, nameOrId: string, observe: CallObserver): Promise<string | undefined>;
};

const foundKeepMs = 60 * 60_000;
/** Whoever corrects a name in ServiceNow waits no longer than this. */
const missedKeepMs = 5 * 60_000;

/** Searched fields, the most telling first. */
const sources = {
  user: { table: "sys_user", fields: ["user_name", "email", "name"] },
  group: { table: "sys_user_group", fields: ["name"] },
} as const;

export function references(call: CallTable, clock: Clock): References {
  const remember = cached<string | undefined>(clock, (found) =>
    found === undefined ? missedKeepMs : foundKeepMs,
  );

  async function search(
    kind: ReferenceKind,
    name: string,
    observe: CallObserver,
  ): Promise<string | undefined> {
    const value = queryValue(name);
    if (value === undefined) return undefined;
    const { table, fields } = sources[kind];
    const terms = fields.map((field) => `${field}=${value}`).join("^OR");
    const path = `/api/now/table/${table}?sysparm_query=active=true^${terms}&sysparm_fields=sys_id,${fields.join(",")}&sysparm_limit=50&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true&sysparm_no_count=true`;
    try {
      const { result } = await call({ method: "GET", path }, observe);
      return theOneCalled(name, rowsOf(result, table), fields);
    } catch (error) {
      if (error instanceof BridgeError && error.entry.retry === "never") return undefined;
      throw error;
    }
  }

  return {
    async find(kind, nameOrId, observe) {
      if (isSysId(nameOrId)) return nameOrId;
      return remember(`${kind} ${nameOrId}`, () => search(kind, nameOrId, observe));
    },
  };
}

/**
 * The only one whose first matching field has the name, compared without case as ServiceNow's database does. Checked
 * here, because a term that ServiceNow does not understand or may not use is ignored and returns everybody.
 */
function theOneCalled(name: string, rows: readonly Row[], fields: readonly string[]): string | undefined {
  const wanted = name.trim().toLowerCase();
  for (const field of fields) {
    const matching = rows.filter((row) => row[field]?.trim().toLowerCase() === wanted);
    if (matching.length > 0) return matching.length === 1 ? matching[0]?.["sys_id"] : undefined;
  }
  return undefined;
}
