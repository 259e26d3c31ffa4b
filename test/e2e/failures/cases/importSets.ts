import type { FaultKind } from "../../../../local/servicenow/faults/faultKinds.ts";
import type { ErrorCode } from "../../../../shared/failures/catalogue.ts";
import { type FailureCase, setProperties, struckBy } from "../failureCase.ts";

const settings = { SERVICENOW_IMPORT_SET_TABLE: "x_mioms_microsoft_oms_incident" };
const rule = { match: { method: "POST", pathContains: "/import/" } };

const refusedRows: readonly (readonly [ErrorCode, FaultKind, string, RegExp])[] = [
  [
    "SERVICENOW_IMPORT_TARGET_NOT_FOUND",
    "rowTargetMissing",
    "the map finds no target",
    /^OMS Incident: Target record not found$/,
  ],
  [
    "SERVICENOW_IMPORT_TABLE_INVALID",
    "rowTableInvalid",
    "the map's target table is missing",
    /Invalid table$/,
  ],
  [
    "SERVICENOW_IMPORT_ROW_IGNORED",
    "rowRefusedByScript",
    "a transform script ignores the row",
    /onBefore script$/,
  ],
  ["SERVICENOW_IMPORT_ROW_SKIPPED", "rowSkipped", "the row is skipped", /status “skipped”$/],
  [
    "SERVICENOW_IMPORT_RULE_ABORTED",
    "businessRuleAbort",
    "a business rule stops the map",
    /“Example rule” aborted/,
  ],
];

/** Nobody can tell whether these were written, so they are looked for, and tried again. */
const doubtfulRows: readonly (readonly [ErrorCode, FaultKind, string, RegExp])[] = [
  [
    "SERVICENOW_IMPORT_ROW_FAILED",
    "rowFailed",
    "a row is in error for a reason of its own",
    /Unable to format/,
  ],
  ["SERVICENOW_IMPORT_STATUS_UNKNOWN", "rowOdd", "a row has an unknown status", /status “quarantined”$/],
];

/** Rows of an import set that are no success, although the call itself was answered 201. */
export const importSetCases: readonly FailureCase[] = [
  ...refusedRows.map(([code, fault, when, detail]) =>
    struckBy({ code, when, detail, fault, rule, settings }),
  ),
  ...doubtfulRows.map(([code, fault, when, detail]): FailureCase => ({
    code,
    when,
    detail,
    settings,
    shows: "journal",
    async provoke(stage) {
      stage.world.sandbox.faults.set({ kind: fault, ...rule });
      return stage.fire();
    },
  })),
  {
    code: "SERVICENOW_IMPORT_WRONG_RECORD",
    when: "the incident's correlation id cannot be read",
    detail: /^INC\d+ has no correlation id that can be read/,
    settings,
    shows: "deadLetter",
    async provoke(stage) {
      const { bridge } = stage.world;
      const series = stage.series();
      await bridge.settled(await stage.send(series.fired()));
      setProperties(stage, { "sandbox.acl.hidden_fields": "incident.correlation_id" });
      return bridge.deadLetterOf(await stage.send(series.resolved()));
    },
  },
  {
    code: "SERVICENOW_IMPORT_STAGING_INVALID",
    when: "the settings name a table that takes no rows",
    detail: /^Invalid staging table$/,
    settings: { SERVICENOW_IMPORT_SET_TABLE: "incident" },
    isCausedBySettings: true,
    shows: "deadLetter",
    provoke: async (stage) => stage.world.bridge.deadLetterOf(await stage.fire()),
  },
];
