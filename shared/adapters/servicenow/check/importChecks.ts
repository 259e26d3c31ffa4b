import {
  type CheckDefinition,
  type Finding,
  notNeeded,
  ok,
} from "../../../connections/checks/connectionCheck.ts";
import type { Row } from "../rows.ts";
import { type CheckCalls, isRefusal } from "./checkCalls.ts";

/** What a look at an import set's way shows. `maps`: undefined where they may not be read. */
export type ImportSeen = { readonly isTableThere: boolean; readonly maps: readonly Row[] | undefined };

/** Whether rows that are written into the staging table become incidents. */
export function importChecks(calls: CheckCalls, table: string | null): readonly CheckDefinition[] {
  return [
    {
      id: "import-set",
      group: "What may be written",
      title: "Import set",
      after: ["api-access"],
      look: async () =>
        table === null
          ? notNeeded("incidents are written through the Table API")
          : judgeImport(table, await seeImport(calls, table)),
    },
  ];
}

async function seeImport(calls: CheckCalls, table: string): Promise<ImportSeen> {
  try {
    await calls.list(table, { fields: ["sys_id"], limit: 1 });
  } catch (error) {
    if (!isRefusal(error) || error.code !== "SERVICENOW_TABLE_INVALID") throw error;
    return { isTableThere: false, maps: undefined };
  }
  try {
    const { rows, total } = await calls.list("sys_transform_map", {
      query: `source_table=${table}`,
      fields: ["name", "source_table", "target_table", "active"],
    });
    const maps = rows.filter((row) => row["source_table"] === table);
    return { isTableThere: true, maps: maps.length === 0 && total !== 0 ? undefined : maps };
  } catch (error) {
    if (isRefusal(error)) return { isTableThere: true, maps: undefined };
    throw error;
  }
}

/** Pure. */
export function judgeImport(table: string, { isTableThere, maps }: ImportSeen): Finding {
  if (!isTableThere) {
    return {
      status: "failed",
      code: "SERVICENOW_IMPORT_STAGING_INVALID",
      detail: `${table} is not there`,
      fix: "Install the app that brings the staging table, correct its name, or leave importSetTable out: the Table API needs no app.",
    };
  }
  if (maps === undefined) {
    return ok(
      `${table} is there; its transform maps may not be read, so only a write shows whether they work`,
    );
  }
  const active = maps.filter((map) => map["active"] === "true" && map["target_table"] === "incident");
  if (active.length > 0) {
    return ok(`${table}, by the transform map ${active.map((map) => `“${map["name"] ?? ""}”`).join(", ")}`);
  }
  return {
    status: "failed",
    code: "SERVICENOW_IMPORT_TABLE_INVALID",
    detail: `${table} has no active transform map whose target is incident`,
    fix: "Set the transform map active (System Import Sets, Transform Maps) and its target table to incident.",
  };
}
