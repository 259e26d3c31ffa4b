import type { FailureEntry } from "./failureEntry.ts";

/** What can go wrong with a row of an import set: ServiceNow answers success, and the row says otherwise. */
export const importSetFailures = {
  SERVICENOW_IMPORT_TARGET_NOT_FOUND: {
    title: "The import set's row found no target record",
    cause:
      "ServiceNow took the row, but its transform map made nothing of it: “Target record not found”. The map's coalesce field, its field maps or a script of it do not fit.",
    resolution:
      "Open the import set in ServiceNow (the answer names it) and look at the row's comment; correct the transform map; then replay the message.",
    owner: "partner",
    automaticAction: "It does not take the answer for success and keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_TABLE_INVALID: {
    title: "The transform map leads to a table that does not exist",
    cause: "ServiceNow took the row, and answers “Invalid table”: the map's target table is missing.",
    resolution:
      "Correct the target table of the transform map in ServiceNow, or install the application that it belongs to; then replay the message.",
    owner: "partner",
    automaticAction: "It does not take the answer for success and keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_STAGING_INVALID: {
    title: "The import set table is no staging table",
    cause:
      "ServiceNow answers “Invalid staging table”: the connection's staging table does not extend Import Set Row.",
    resolution:
      "Give the connection its staging table, such as x_mioms_microsoft_oms_incident (`bridge connections change <name> --import-set-table …`, `importSetTable` in `bridge.json`, or SERVICENOW_IMPORT_SET_TABLE), or none to use the Table API; then replay the message.",
    owner: "configuration",
    automaticAction: "It does not take the answer for success and keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_ROW_IGNORED: {
    title: "A script in ServiceNow ignored the import set's row",
    cause:
      "The row's status is “ignored”, or its message names a transform script (onBefore) that set ignore, or nothing in the row changed anything.",
    resolution:
      "Look into the transform scripts of the map in ServiceNow for what sets ignore to true; then replay the message.",
    owner: "partner",
    automaticAction: "It does not take the answer for success and keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_RULE_ABORTED: {
    title: "A business rule stopped the write of the import set's row",
    cause: "ServiceNow took the row, but the business rule that the detail names aborted what its map wrote.",
    resolution: "Look into the rule's script and condition in ServiceNow; then replay the message.",
    owner: "partner",
    automaticAction: "It keeps the message as a dead letter, with the name of the rule.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_ROW_SKIPPED: {
    title: "ServiceNow skipped the import set's row",
    cause:
      "The row's status is “skipped”, or no transform map took it: the staging table has no active map, or the map's conditions leave the row out.",
    resolution:
      "See that the staging table has an active transform map to incident, and what its scripts and conditions skip; then replay the message.",
    owner: "partner",
    automaticAction: "It does not take the answer for success and keeps the message as a dead letter.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_ROW_FAILED: {
    title: "The import set's row is in error",
    cause:
      "The row's status is “error”, with a message of the instance's own (in the detail). A script after the write may have failed, so the record may be there.",
    resolution:
      "Open the import set in ServiceNow (the answer names it) and look at the row's comment and log; then replay the message.",
    owner: "partner",
    automaticAction:
      "It looks whether the write happened before it tries again, and keeps the message as a dead letter in the end.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_STATUS_UNKNOWN: {
    title: "The import set's row has a status that this release does not know",
    cause:
      "ServiceNow's rows are inserted, updated, ignored, skipped or in error. This one says something else, or the answer names no row at all.",
    resolution: "See the answer that is attached. Report it, so that the next release knows it.",
    owner: "partner",
    automaticAction:
      "It looks whether the write happened before it tries again, and keeps the message as a dead letter in the end.",
    retry: "never",
    httpStatus: 502,
  },
  SERVICENOW_IMPORT_WRONG_RECORD: {
    title: "The import set's row would reach, or has reached, another record",
    cause:
      "Rows find their incident by its correlation id (coalesce). Somebody has emptied it, two incidents share it, or the transform map does not coalesce on it or leads to another table.",
    resolution:
      "Let the transform map coalesce on correlation_id, and give the incident that the detail names its correlation id back; see to the record that was reached; then replay the message.",
    owner: "partner",
    automaticAction:
      "It reads the incident's correlation id before each change, compares the record that was reached, and does not repeat what went astray.",
    retry: "never",
    httpStatus: 502,
  },
} as const satisfies Record<string, FailureEntry>;
