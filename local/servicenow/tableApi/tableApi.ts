import { mayAccess } from "../access/acl.ts";
import { isListed } from "../access/apiAccess.ts";
import type { ApiReply } from "../http/apiReply.ts";
import type { ApiRequest } from "../http/apiRequest.ts";
import { decodePart } from "../http/decodePart.ts";
import { readBody } from "../http/requestBody.ts";
import type { Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { runQuery } from "../query/runQuery.ts";
import { readInput } from "../records/readInput.ts";
import { errorBody, refusal } from "../records/refusal.ts";
import { makeRenderer } from "../records/renderRecord.ts";
import { deleteRecord, insertRecord, updateRecord } from "../records/writeRecord.ts";
import { listQuery } from "./listQuery.ts";
import { pagingLinks } from "./paging.ts";
import { defaultLimit, numberOf, shapeOf } from "./parameters.ts";

type Call = {
  readonly instance: Instance;
  readonly request: ApiRequest;
  readonly table: Table;
  readonly isFirstVersion: boolean;
};

const address = /^\/api\/now(?:\/v([12]))?\/table\/([^/]+)(?:\/([^/]+))?\/?$/;

/** `/api/now[/v1|/v2]/table/{table}[/{sys_id}]`; `undefined` for any other path. Throws a Refusal. */
export function tableApi(instance: Instance, request: ApiRequest): ApiReply | undefined {
  const match = address.exec(request.path);
  if (match === null) return undefined;
  const name = decodePart(match[2] ?? "");
  const table = instance.dictionary.table(name);
  if (table === undefined || isListed(instance, "sandbox.tables.not_installed", name)) {
    throw refusal.invalidTable(name);
  }
  if (isListed(instance, "sandbox.tables.closed_to_web_services", name)) throw refusal.webAccessDenied(name);
  if (isListed(instance, "sandbox.acl.cross_scope_denied", name) && !request.actor.roles.has("admin")) {
    const scope = instance.properties.get("sandbox.acl.cross_scope_app") ?? "x_mioms_m365ticket";
    throw refusal.crossScope(name, scope);
  }
  const call: Call = { instance, request, table, isFirstVersion: match[1] === "1" };
  const sysId = match[3];

  if (sysId === undefined) {
    if (request.method === "GET") return list(call);
    if (request.method === "POST") return create(call);
    throw refusal.methodNotAllowed();
  }
  const record = findReadable(call, decodePart(sysId));
  switch (request.method) {
    case "GET":
      return { status: 200, body: { result: rendererOf(call)(record) } };
    case "PUT":
    case "PATCH":
      return update(call, record);
    case "DELETE":
      deleteRecord({ instance, actor: request.actor, table }, record);
      return { status: 204 };
    default:
      throw refusal.methodNotAllowed();
  }
}

function rendererOf({ instance, request, table }: Call) {
  return makeRenderer(instance, request.actor, table, shapeOf(request.query));
}

/** Missing and hidden look the same. */
function findReadable({ instance, request, table }: Call, sysId: string): StoredRecord {
  const record = instance.store.find(table.name, sysId);
  if (record === undefined || !mayAccess(instance, request.actor, "read", table.name, record)) {
    throw refusal.noRecord();
  }
  return record;
}

function list(call: Call): ApiReply {
  const { instance, request, table, isFirstVersion } = call;
  const { query, rawQuery, path, actor } = request;
  const limit = Math.max(0, numberOf(query, "sysparm_limit", defaultLimit));
  const offset = numberOf(query, "sysparm_offset", 0);
  if (offset < 0) throw refusal.negativeOffset();

  const matching = runQuery({ instance, actor }, table, listQuery(instance, table, query));
  // The limit counts before access rules remove anything: a page may be short, or empty, though there is more.
  const visible = matching
    .slice(offset, offset + limit)
    .filter((record) => mayAccess(instance, actor, "read", table.name, record));

  const total = matching.length;
  const headers: Record<string, string> = {};
  if (query.get("sysparm_no_count") !== "true") headers["X-Total-Count"] = String(total);
  if (query.get("sysparm_suppress_pagination_header") !== "true" && total > 0) {
    headers["Link"] = pagingLinks({ url: instance.url + path, rawQuery, limit, offset, total });
  }
  if (visible.length === 0 && isFirstVersion) {
    return { status: 404, body: errorBody(refusal.noRecord()), headers };
  }
  return { status: 200, body: { result: visible.map(rendererOf(call)) }, headers };
}

function inputOf({ instance, request, table }: Call, body: Readonly<Record<string, unknown>>) {
  const { query, actor } = request;
  const adminOnly = instance.properties.isOn("glide.rest.table_api.admin_only_sys_fields");
  return readInput(instance, actor, table, body, {
    displayValues: query.get("sysparm_input_display_value") === "true",
    stamps:
      query.get("sysparm_suppress_auto_sys_field") === "true" && (!adminOnly || actor.roles.has("admin")),
  });
}

function create(call: Call): ApiReply {
  const { instance, request, table } = call;
  const body = readBody(request);
  const writing = { instance, actor: request.actor, table };
  const record = insertRecord(writing, inputOf(call, body), body["sys_id"]);
  const location = `${instance.url}/api/now/table/${table.name}/${record.sysId}`;
  return { status: 201, ...resultOf(call, record), headers: { Location: location } };
}

function update(call: Call, record: StoredRecord): ApiReply {
  const { instance, request, table } = call;
  const input = inputOf(call, readBody(request));
  const updated = updateRecord({ instance, actor: request.actor, table }, record, input);
  return { status: 200, ...resultOf(call, updated) };
}

function resultOf(call: Call, record: StoredRecord): Pick<ApiReply, "body"> {
  if (call.request.header("x-no-response-body") === "true") return {};
  return { body: { result: rendererOf(call)(record) } };
}
