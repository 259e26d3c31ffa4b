import type { Colours } from "../../local/start/colours.ts";
import type { Alert } from "../../shared/alerts/alert.ts";
import type { WorkItemDraft } from "../../shared/workItems/workItem.ts";
import type { Preview } from "../preview/previewAlert.ts";
import { oneLine } from "./cleanText.ts";
import { labelled } from "./table.ts";

const labelWidth = "short description".length;

type PreviewTextOptions = { readonly isFull: boolean };

/** What the bridge makes of one body, for people. The preview's texts must be clean already. */
export function previewText(preview: Preview, { isFull }: PreviewTextOptions, colours: Colours): string {
  const { bold, green, red, yellow } = colours;
  if (preview.kind === "unknown") {
    return [
      `${red("✗")} ${bold(preview.source)}`,
      labelled([["not recognised", preview.problems.map(oneLine).join("\n")]], 2),
    ].join("\n");
  }
  const { alert, workItems, because } = preview;
  const rows = [...alertRows(alert), ...(because === null ? [] : [["no ticket", yellow(because)] as const])];
  const items = workItems.map(({ route, connection, draft }) => {
    const lead = alert.condition === "fired" ? draft.kind : `${draft.kind} to resolve`;
    return labelled(
      [
        ["route", `${route} → ${connection}, ${lead}`],
        ["correlation id", draft.correlationId],
        ["short description", bold(oneLine(draft.shortDescription))],
        ["priority", describeLevels(draft)],
        ...extraRows(draft),
        ...(isFull ? [["description", draft.description] as const] : []),
      ],
      2,
      labelWidth,
    );
  });
  return [`${green("✓")} ${bold(preview.source)}`, labelled(rows, 2, labelWidth), ...items].join("\n");
}

function alertRows(alert: Alert): readonly (readonly [string, string])[] {
  const severity = alert.severity === null ? "no severity" : `severity ${alert.severity}`;
  const order = alert.identity.orderedBy === "time" ? " (ordered by time)" : "";
  return [
    ["recognised", `${alert.family}, ${alert.shape}${alert.isTest ? ", a test notification" : ""}`],
    ["condition", `${alert.condition}, ${severity}, since ${alert.occurredAtUtc}`],
    ...(alert.ruleName === null ? [] : [["rule", oneLine(alert.ruleName)] as const]),
    ["identity", alert.identity.key.map(oneLine).join(" | ") + order],
    ["affects", alert.targetIds.length === 0 ? "(nothing named)" : alert.targetIds.map(oneLine).join("\n")],
  ];
}

/**
 * ServiceNow computes the priority from impact and urgency; this is the table it comes with. An instance may have
 * another one.
 */
function describeLevels({ impact, urgency }: Pick<WorkItemDraft, "impact" | "urgency">): string {
  return `${impact + urgency - 1} (impact ${impact}, urgency ${urgency}; by the table ServiceNow comes with)`;
}

function extraRows(draft: WorkItemDraft): readonly (readonly [string, string])[] {
  const rows = [
    ["caller", draft.callerId],
    ["assignment group", draft.assignmentGroup],
    ["category", [draft.category, draft.subcategory].filter(Boolean).join(" / ")],
    ["contact type", draft.contactType],
  ] as const;
  return rows.flatMap(([label, value]) =>
    value === undefined || value === "" ? [] : [[label, oneLine(value)] as const],
  );
}
