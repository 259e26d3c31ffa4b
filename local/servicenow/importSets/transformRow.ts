import type { Actor } from "../access/actor.ts";
import type { Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord, Values } from "../platform/recordStore.ts";
import { readInput } from "../records/readInput.ts";
import { Refusal } from "../records/refusal.ts";
import { insertRecord, updateRecord } from "../records/writeRecord.ts";
import { mappedColumns } from "../tables/importTables.ts";
import type { RowResult } from "./rowResult.ts";

type Parts = {
  readonly instance: Instance;
  readonly actor: Actor;
  /** A fault: whatever this row writes is refused. */
  readonly recordRefused: Refusal | undefined;
};

/**
 * Carries a staging row to its target through the same access rules, business rules and data policies as any other
 * write. Never throws a Refusal: whoever posted the row gets 201 all the same, and a row in error.
 */
export function transformRow(parts: Parts, map: Values, row: Values): RowResult {
  const { instance } = parts;
  const tableName = map["target_table"] ?? "";
  const named = { transform_map: map["name"] ?? "", table: tableName };
  const table = instance.dictionary.table(tableName);
  if (table === undefined) return { ...named, status: "error", error_message: "Invalid table" };

  try {
    if (parts.recordRefused !== undefined) throw parts.recordRefused;
    const { status, record } = write(parts, table, map["coalesce"] ?? "", row);
    return {
      ...named,
      display_name: table.displayField,
      display_value: record.values[table.displayField] ?? "",
      record_link: `${instance.url}/api/now/table/${table.name}/${record.sysId}`,
      status,
      sys_id: record.sysId,
      ...(status === "ignored" && { status_message: "No field values changed" }),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const reason = error.detail ?? error.message;
    return { ...named, status: "error", error_message: `Target record not found. ${reason}` };
  }
}

type Written = { readonly status: "inserted" | "updated" | "ignored"; readonly record: StoredRecord };

function write({ instance, actor }: Parts, table: Table, coalesce: string, row: Values): Written {
  // Empty source columns are not carried over, so a row may hold only what changes.
  const filled = mappedColumns.flatMap((name) => {
    const value = row[name] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  // Maps understand display values beside raw ones, references among them.
  const input = readInput(instance, actor, table, Object.fromEntries(filled), {
    displayValues: true,
    stamps: false,
  });
  const key = row[coalesce] ?? "";
  const [known] = key === "" ? [] : (instance.store.lookUp(table.name, coalesce, key) ?? []);
  const writing = { instance, actor, table };
  if (known === undefined) return { status: "inserted", record: insertRecord(writing, input) };
  const record = updateRecord(writing, known, input);
  return { status: record === known ? "ignored" : "updated", record };
}
