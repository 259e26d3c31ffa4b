import type { Field, Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

/** Reads one column, possibly of another record that references lead to (`caller_id.company.name`). */
export type ColumnReader = {
  readonly field: Field;
  /** Table whose column this is; tells which choice list applies. */
  readonly table: string;
  readonly name: string;
  /** The record that has the column; `undefined` where a reference on the way is empty. */
  readonly owner: (record: StoredRecord) => StoredRecord | undefined;
  readonly raw: (record: StoredRecord) => string;
};

/** `undefined` if there is no such column, as ServiceNow then drops the condition or the key. */
export function columnReader(instance: Instance, table: Table, path: string): ColumnReader | undefined {
  const [name = "", ...rest] = path.split(".");
  const field = table.allFields.get(name);
  if (field === undefined) return undefined;
  if (rest.length === 0) {
    return {
      field,
      table: table.name,
      name,
      owner: (record) => record,
      raw: (record) => record.values[name] ?? "",
    };
  }
  if (field.reference === undefined) return undefined;
  const target = instance.dictionary.tableOf(field.reference);
  const inner = columnReader(instance, target, rest.join("."));
  if (inner === undefined) return undefined;
  const follow = (record: StoredRecord) => {
    const sysId = record.values[name];
    return sysId === undefined || sysId === "" ? undefined : instance.store.find(target.name, sysId);
  };
  return {
    field: inner.field,
    table: inner.table,
    name: inner.name,
    owner(record) {
      const next = follow(record);
      return next === undefined ? undefined : inner.owner(next);
    },
    raw(record) {
      const next = follow(record);
      return next === undefined ? "" : inner.raw(next);
    },
  };
}
