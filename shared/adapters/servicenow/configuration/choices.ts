import type { SynchronisedKind } from "../../../connections/connection.ts";
import type { PartnerChoices } from "../../../connections/partnerConfiguration.ts";
import type { CallObserver } from "../../../delivery/ports.ts";
import type { CallTable } from "../tableCalls.ts";
import { shownRows } from "./shownRows.ts";

const mostChoices = 2_000;

type Lists = { readonly table: string; readonly inheritsFrom: string; readonly fields: readonly string[] };

/**
 * Fields whose values come from choice lists. A table that extends another takes the other's list where it has none of
 * its own (reference: sys_choice).
 */
const lists: Readonly<Record<SynchronisedKind, Lists>> = {
  incident: {
    table: "incident",
    inheritsFrom: "task",
    fields: ["state", "impact", "urgency", "category", "close_code"],
  },
  changeRequest: {
    table: "change_request",
    inheritsFrom: "task",
    fields: ["state", "type", "risk", "impact", "category", "close_code"],
  },
};

/** Active choices for these kinds, in English: their values are the same in every language. Throws BridgeError. */
export async function readChoices(
  call: CallTable,
  kinds: readonly SynchronisedKind[],
  observe: CallObserver,
): Promise<PartnerChoices> {
  const wanted = [...new Set(kinds)].map((kind) => lists[kind]);
  if (wanted.length === 0) return { counts: {}, missing: [], closeCodes: [] };
  const tables = new Set(wanted.flatMap(({ table, inheritsFrom }) => [table, inheritsFrom]));
  const fields = new Set(wanted.flatMap((list) => list.fields));
  const { rows } = await shownRows(
    call,
    {
      table: "sys_choice",
      query: `nameIN${[...tables].join(",")}^elementIN${[...fields].join(",")}^inactive=false^language=en`,
      fields: ["name", "element", "value"],
      limit: mostChoices,
    },
    observe,
  );
  const values = new Map<string, Set<string>>();
  for (const { name = "", element = "", value = "" } of rows) {
    if (value === "") continue;
    const key = `${name}.${element}`;
    values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const counts: Record<string, number> = {};
  const missing: string[] = [];
  for (const list of wanted) {
    for (const field of list.fields) {
      const own = values.get(`${list.table}.${field}`) ?? values.get(`${list.inheritsFrom}.${field}`);
      if (own === undefined) missing.push(`${list.table}.${field}`);
      else counts[`${list.table}.${field}`] = own.size;
    }
  }
  return { counts, missing, closeCodes: [...(values.get("incident.close_code") ?? [])] };
}
