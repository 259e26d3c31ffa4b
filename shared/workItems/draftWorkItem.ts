import type { Alert, AlertDescription } from "../alerts/alert.ts";
import type { Route } from "../routing/route.ts";
import { draftDescription } from "./draftDescription.ts";
import { singleLine } from "./textClean.ts";
import { cutText } from "./textCut.ts";
import type { WorkItemDraft } from "./workItem.ts";

/** In UTF-16 code units. ServiceNow's `short_description` holds 160 characters in the base system. */
export const maxShortDescriptionLength = 160;

type Input = {
  readonly alert: Alert;
  readonly description: AlertDescription;
  readonly route: Pick<Route, "workItemKind" | "severityLevels" | "defaults">;
  /** With the generation's suffix where there is one. */
  readonly correlationId: string;
};

/**
 * The work item that ought to exist for an alert: a title of one line, a description that can be read from top to
 * bottom, impact and urgency as the route sets them for the severity. The same input gives the same draft.
 */
export function draftWorkItem({ alert, description, route, correlationId }: Input): WorkItemDraft {
  const title = alertTitle(alert, description);
  const shortDescription = cutText(title, maxShortDescriptionLength);
  const fullTitle = shortDescription === title ? undefined : title;
  return {
    ...route.defaults,
    kind: route.workItemKind,
    correlationId,
    shortDescription,
    description: draftDescription({ alert, description, correlationId, fullTitle }),
    ...route.severityLevels[alert.severity ?? "none"],
  };
}

/** One line that says what is wrong with what. Not cut. */
export function alertTitle(alert: Alert, description: AlertDescription): string {
  const title = singleLine(description.title);
  if (title !== "") return title;
  const ruleName = singleLine(alert.ruleName ?? "");
  return ruleName === "" ? "Azure Monitor alert without a name" : `Azure Monitor alert of rule ${ruleName}`;
}
