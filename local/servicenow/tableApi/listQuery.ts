import { columnReader } from "../query/columnReader.ts";
import type { Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import { isSysId } from "../platform/sysId.ts";

/** The encoded query of a list request: `sysparm_query`, or what the plain `name=value` pairs say. */
export function listQuery(instance: Instance, table: Table, query: URLSearchParams): string {
  return query.get("sysparm_query") ?? fromPairs(instance, table, query);
}

/** Pairs understand display values, so `state=closed` and `caller_id=Maria Keller` work. */
function fromPairs(instance: Instance, table: Table, query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => !name.startsWith("sysparm_"))
    .flatMap(([name, value]) => {
      const column = columnReader(instance, table, name);
      if (column === undefined) return [];
      return [`${name}=${toRaw(instance, column.table, column.name, value).replaceAll("^", "^^")}`];
    })
    .join("^");
}

function toRaw(instance: Instance, tableName: string, column: string, shown: string): string {
  const field = instance.dictionary.tableOf(tableName).allFields.get(column);
  const wanted = shown.toLowerCase();
  if (field?.choice === true) {
    for (const [value, label] of instance.choices.of(tableName, column) ?? []) {
      if (value === shown || label.toLowerCase() === wanted) return value;
    }
  }
  if (field?.reference !== undefined && !isSysId(shown)) {
    const { displayField } = instance.dictionary.tableOf(field.reference);
    const all = instance.store.all(field.reference);
    return all.find(({ values }) => values[displayField]?.toLowerCase() === wanted)?.sysId ?? shown;
  }
  return shown;
}
