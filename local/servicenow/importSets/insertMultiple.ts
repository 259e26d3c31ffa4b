import type { ApiReply } from "../http/apiReply.ts";
import type { ApiRequest } from "../http/apiRequest.ts";
import type { Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import { newSysId } from "../platform/sysId.ts";
import { importRow, newImportSet } from "./importRow.ts";

type Body = Readonly<Record<string, unknown>>;

/** Many rows at once, their columns named by label. What becomes of each is not said: on a real instance, it comes later. */
export function insertMultiple(instance: Instance, request: ApiRequest, table: Table, body: Body): ApiReply {
  const columnByLabel = new Map(Object.entries(table.fields).map(([name, { label }]) => [label, name]));
  const records: readonly unknown[] = Array.isArray(body["records"]) ? body["records"] : [];
  const importSet = newImportSet(instance, table.name);
  for (const record of records) {
    if (typeof record !== "object" || record === null) continue;
    const byName = Object.entries<unknown>({ ...record }).map(([label, value]) => [
      columnByLabel.get(label) ?? "",
      value,
    ]);
    importRow(instance, request, table, importSet.sysId, Object.fromEntries(byName) as Body);
  }
  return { status: 201, body: { import_set_id: importSet.sysId, multi_import_set_id: newSysId() } };
}
