import type { ApiRequest } from "../http/apiRequest.ts";
import type { Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord, Values } from "../platform/recordStore.ts";
import { newSysId } from "../platform/sysId.ts";
import type { RowResult } from "./rowResult.ts";
import { transformRow } from "./transformRow.ts";

type Body = Readonly<Record<string, unknown>>;

export function newImportSet(instance: Instance, staging: string): { sysId: string; number: string } {
  const sysId = newSysId();
  const number = instance.nextNumber("sys_import_set") ?? "";
  instance.put("sys_import_set", { sys_id: sysId, number, table_name: staging, state: "processed" });
  return { sysId, number };
}

/** Keeps the row, lets every active map of its table transform it, and says what each made of it. */
export function importRow(
  instance: Instance,
  request: ApiRequest,
  table: Table,
  importSet: string,
  body: Body,
): RowResult[] {
  const row: Values = {};
  for (const [name, sent] of Object.entries(body)) {
    if (table.fields[name] !== undefined) row[name] = textOf(sent);
  }
  const maps = mapsOf(instance, table.name);
  const results = maps.map(({ values }) => resultFor(instance, request, values, row));
  if (request.rowFault?.isSecondMap === true) {
    results.push({ transform_map: "OMS Audit", table: "x_mioms_audit", ...request.rowFault.said });
  }
  const last = results.at(-1);
  instance.put(table.name, {
    ...row,
    sys_id: newSysId(),
    sys_import_set: importSet,
    sys_import_state: last?.status ?? "skipped",
    sys_import_state_comment: last?.error_message ?? last?.status_message ?? "",
    sys_target_table: last?.table ?? "",
    sys_target_sys_id: last?.sys_id ?? "",
    sys_transform_map: maps.at(-1)?.sysId ?? "",
    sys_created_by: request.actor.userName,
  });
  return results;
}

function mapsOf({ store }: Instance, staging: string): StoredRecord[] {
  return (store.lookUp("sys_transform_map", "source_table", staging) ?? [])
    .filter(({ values }) => values["active"] === "true")
    .sort((a, b) => Number(a.values["order"]) - Number(b.values["order"]));
}

function resultFor(instance: Instance, request: ApiRequest, map: Values, row: Values): RowResult {
  const { rowFault, recordRefused, actor } = request;
  if (rowFault !== undefined && rowFault.isSecondMap !== true) {
    return { transform_map: map["name"] ?? "", table: map["target_table"] ?? "", ...rowFault.said };
  }
  return transformRow({ instance, actor, recordRefused }, map, row);
}

/** Columns of a staging table take text; an object loses its form on the way. */
function textOf(sent: unknown): string {
  if (sent === null || sent === undefined) return "";
  if (typeof sent === "object") {
    return `{${Object.entries(sent)
      .map(([name, value]) => `${name}=${textOf(value)}`)
      .join(", ")}}`;
  }
  return typeof sent === "string" ? sent : JSON.stringify(sent);
}
