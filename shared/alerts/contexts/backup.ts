import { isArmId, lastSegmentOf } from "../reading/armId.ts";
import { recordOf, textOf } from "../reading/json.ts";
import type { ContextFamily } from "./contextFamily.ts";

/** Azure Backup: the envelope's target is the vault; the machine is in the context. */
export const backup: ContextFamily = {
  family: "backup",
  recognises: (context) =>
    textOf(context, "linkedResourceId") !== null || textOf(context, "protectedItemId") !== null,
  targetIds({ context }) {
    const linked = textOf(context, "linkedResourceId");
    return linked !== null && isArmId(linked) ? [linked] : [];
  },
  configurationItems({ context, configurationItems }) {
    const linked = textOf(context, "linkedResourceName");
    return linked === null || configurationItems.includes(linked)
      ? configurationItems
      : [linked, ...configurationItems];
  },

  title({ context, ruleName, description }, target) {
    const item = textOf(context, "linkedResourceName") ?? textOf(context, "BackupItemName") ?? target;
    const problem = description ?? textOf(context, "JobFailureCode");
    return [
      problem === null ? (ruleName ?? "Backup alert") : `${ruleName ?? "Backup"}: ${withoutStop(problem)}`,
      item === null ? null : `on ${item}`,
    ]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts({ context }, facts) {
    const info = recordOf(context, "extendedInfo");
    facts.add("Category", textOf(context, "category"));
    facts.add(
      "Protected item",
      protectedItemName(textOf(context, "protectedItemId") ?? textOf(context, "sourceId")),
    );
    facts.add("Backup item", textOf(context, "BackupItemName"));
    facts.add("Kind", textOf(context, "formattedSourceType") ?? textOf(context, "sourceType"));
    facts.add("Failure code", textOf(context, "JobFailureCode"));
    facts.add("Possible causes", textOf(info, "possibleCauses"));
    facts.add("Recommended actions", textOf(info, "recommendedActions"));
    facts.add("Occurrences", textOf(info, "occurrenceCount"));
    facts.add("Job", textOf(info, "jobId"));
  },
};

/** `…/protectedItems/SQLDataBase;MSSQLSERVER;Orders` as `SQLDataBase MSSQLSERVER Orders`. */
function protectedItemName(id: string | null): string | null {
  return id === null ? null : lastSegmentOf(id).split(";").join(" ");
}

function withoutStop(text: string): string {
  return text.endsWith(".") ? text.slice(0, -1) : text;
}
