import { BridgeError } from "../../failures/bridgeError.ts";
import type { ErrorCode } from "../../failures/catalogue.ts";
import type { importSetFailures } from "../../failures/importSetFailures.ts";
import { describe, diagnose } from "./errorTexts.ts";
import { isSysId } from "./incidentTable.ts";
import { rowsOf, type Row } from "./rows.ts";

/** What a row of an import set became. */
export type ImportedRow = { readonly sysId: string; readonly number: string | undefined };

type ImportCode = keyof typeof importSetFailures;
type Failed = { readonly code: ErrorCode; readonly detail: string };

const done: ReadonlySet<string> = new Set(["inserted", "updated"]);

/**
 * What the row says, most telling first: a script's doing stands beside “Target record not found”, not in its place. The
 * platform's texts follow the user's language, so French wordings are accepted beside the English ones.
 */
const texts: readonly (readonly [ImportCode, RegExp])[] = [
  ["SERVICENOW_IMPORT_ROW_IGNORED", /\bonBefore\b|\btransform ignored\b|transformation de la ligne ignorée/i],
  [
    "SERVICENOW_IMPORT_STAGING_INVALID",
    /invalid staging table|table (?:intermédiaire|de préparation) non valide/i,
  ],
  ["SERVICENOW_IMPORT_TABLE_INVALID", /invalid table|table non valide/i],
  ["SERVICENOW_IMPORT_TARGET_NOT_FOUND", /target record not found|enregistrement cible introuvable/i],
];

const byStatus: Readonly<Record<string, ImportCode>> = {
  ignored: "SERVICENOW_IMPORT_ROW_IGNORED",
  skipped: "SERVICENOW_IMPORT_ROW_SKIPPED",
  error: "SERVICENOW_IMPORT_ROW_FAILED",
};

/** Where the row may have been written all the same: a script may fail after the write, and nobody knows an unknown status. */
const mayHaveWritten: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SERVICENOW_IMPORT_ROW_FAILED",
  "SERVICENOW_IMPORT_STATUS_UNKNOWN",
]);

/**
 * The `result` of an answer of the Import Set API: an entry for each transform map, and all of them are looked at. Inserted and
 * updated are success; ignored, skipped and in error never are, although the call itself was answered 201.
 *
 * Throws BridgeError.
 */
export function readImportReply(result: unknown): ImportedRow {
  if (!Array.isArray(result)) {
    throw new BridgeError("SERVICENOW_IMPORT_STATUS_UNKNOWN", "The answer has no list of results", {
      mayHaveHappened: true,
    });
  }
  const entries = rowsOf(result, "results");
  if (entries.length === 0) {
    throw new BridgeError("SERVICENOW_IMPORT_ROW_SKIPPED", "No transform map took the row");
  }
  const hasWritten = entries.some((entry) => done.has(statusOf(entry)));
  const failed = entries.map(failureOf).find((failure) => failure !== undefined);
  if (failed !== undefined) {
    throw new BridgeError(failed.code, failed.detail, {
      mayHaveHappened: hasWritten || mayHaveWritten.has(failed.code),
    });
  }

  const made = entries.find(({ table, sys_id: sysId }) => table === "incident" && isSysId(sysId ?? ""));
  if (made?.["sys_id"] === undefined) {
    const tables = entries.map(({ table }) => table ?? "?").join(", ");
    throw new BridgeError("SERVICENOW_IMPORT_WRONG_RECORD", `The row made no incident, but: ${tables}`);
  }
  return {
    sysId: made["sys_id"],
    number: made["display_name"] === "number" ? made["display_value"] : undefined,
  };
}

function failureOf(entry: Row): Failed | undefined {
  const status = statusOf(entry);
  if (done.has(status)) return undefined;
  const error = { message: entry["error_message"] ?? "", detail: entry["status_message"] ?? "" };
  const said = [entry["transform_map"] ?? "", describe(error) || `status “${status}”`]
    .filter((part) => part !== "")
    .join(": ");

  // The texts of a refused record are those of the Table API.
  const refused = status === "error" ? diagnose(403, error) : undefined;
  if (refused?.code === "SERVICENOW_BUSINESS_RULE_ABORTED") {
    return { code: "SERVICENOW_IMPORT_RULE_ABORTED", detail: refused.detail };
  }
  if (refused?.code === "SERVICENOW_DATA_POLICY" || refused?.code === "SERVICENOW_ACL_DENIED") return refused;

  const text = `${error.message}\n${error.detail}`;
  const [known] = texts.find(([, pattern]) => status in byStatus && pattern.test(text)) ?? [];
  return { code: known ?? byStatus[status] ?? "SERVICENOW_IMPORT_STATUS_UNKNOWN", detail: said };
}

function statusOf(entry: Row): string {
  return (entry["status"] ?? "").trim().toLowerCase();
}
