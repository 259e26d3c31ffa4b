import { mayAccess } from "../access/acl.ts";
import { isListed } from "../access/apiAccess.ts";
import type { ApiReply } from "../http/apiReply.ts";
import type { ApiRequest } from "../http/apiRequest.ts";
import { decodePart } from "../http/decodePart.ts";
import { readBody } from "../http/requestBody.ts";
import type { Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { inFrench } from "../records/frenchTexts.ts";
import { refusal } from "../records/refusal.ts";
import { insertMultiple } from "./insertMultiple.ts";
import type { RowResult } from "./rowResult.ts";
import { importRow, newImportSet } from "./importRow.ts";

const address = /^\/api\/now(?:\/v[12])?\/import\/([^/]+)(?:\/([^/]+))?\/?$/;

/**
 * `/api/now/import/{staging}[/{sys_id}|/insertMultiple]`; `undefined` for any other path. Its answers have no envelope, and a
 * row that fails is no failure of the call. Throws a Refusal.
 */
export function importSetApi(instance: Instance, request: ApiRequest): ApiReply | undefined {
  const match = address.exec(request.path);
  if (match === null) return undefined;
  const name = decodePart(match[1] ?? "");
  const last = match[2];
  const table = instance.dictionary.table(name);
  if (table === undefined || isListed(instance, "sandbox.tables.not_installed", table.name)) {
    throw refusal.invalidTable(name);
  }
  if (isListed(instance, "sandbox.tables.closed_to_web_services", name)) throw refusal.webAccessDenied(name);

  if (request.method === "GET" && last !== undefined) return readRow(instance, request, table, last);
  if (request.method !== "POST" || (last !== undefined && last !== "insertMultiple")) {
    throw refusal.methodNotAllowed();
  }
  const body = readBody(request);
  if (!table.lineage.includes("sys_import_set_row")) {
    const said: RowResult = {
      transform_map: "",
      table: "",
      status: "error",
      error_message: "Invalid staging table",
    };
    return reply(instance, "", name, [said]);
  }
  if (!mayAccess(instance, request.actor, "create", name)) throw refusal.insertDenied();
  if (last === "insertMultiple") return insertMultiple(instance, request, table, body);

  const importSet = newImportSet(instance, name);
  return reply(instance, importSet.number, name, importRow(instance, request, table, importSet.sysId, body));
}

function readRow(instance: Instance, request: ApiRequest, table: Table, sysId: string): ApiReply {
  const row = instance.store.find(table.name, decodePart(sysId));
  if (row === undefined || !mayAccess(instance, request.actor, "read", table.name, row))
    throw refusal.noRecord();
  const set = instance.store.find("sys_import_set", row.values["sys_import_set"] ?? "");
  const answer = reply(instance, set?.values["number"] ?? "", table.name, [resultOf(instance, row)]);
  return { ...answer, status: 200 };
}

/** As the row remembers it. */
function resultOf(instance: Instance, { values }: StoredRecord): RowResult {
  const tableName = values["sys_target_table"] ?? "";
  const target = instance.store.find(tableName, values["sys_target_sys_id"] ?? "");
  const map = instance.store.find("sys_transform_map", values["sys_transform_map"] ?? "");
  const displayField = instance.dictionary.table(tableName)?.displayField ?? "";
  const comment = values["sys_import_state_comment"] ?? "";
  const status = values["sys_import_state"] ?? "";
  return {
    transform_map: map?.values["name"] ?? "",
    table: tableName,
    ...(target !== undefined && {
      display_name: displayField,
      display_value: target.values[displayField] ?? "",
      record_link: `${instance.url}/api/now/table/${tableName}/${target.sysId}`,
      sys_id: target.sysId,
    }),
    status,
    ...(comment !== "" && { [status === "error" ? "error_message" : "status_message"]: comment }),
  };
}

function reply(instance: Instance, number: string, staging: string, results: readonly RowResult[]): ApiReply {
  const isFrench = instance.properties.get("glide.sys.language") === "fr";
  const result = isFrench ? results.map(translated) : results;
  return { status: 201, body: { import_set: number, staging_table: staging, result } };
}

function translated(said: RowResult): RowResult {
  const { error_message: error, status_message: status } = said;
  return {
    ...said,
    ...(error !== undefined && { error_message: inFrench(error) }),
    ...(status !== undefined && { status_message: inFrench(status) }),
  };
}
