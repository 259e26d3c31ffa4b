import type { Alert, AlertDescription } from "../alerts/alert.ts";
import type { Route } from "../routing/route.ts";
import type { StormRecord } from "../storms/storm.ts";
import { alertTitle, maxShortDescriptionLength } from "./draftWorkItem.ts";
import { singleLine } from "./textClean.ts";
import { cutText } from "./textCut.ts";
import { labelledLine, paragraphs } from "./textLines.ts";
import { linkLines } from "./textLinks.ts";
import { readableUtc } from "./textTime.ts";
import type { WorkItemDraft } from "./workItem.ts";

type StormDraftInput = {
  /** The alert that was one too many. */
  readonly alert: Alert;
  readonly description: AlertDescription;
  readonly route: Pick<Route, "name" | "workItemKind" | "severityLevels" | "defaults">;
  readonly correlationId: string;
  readonly storm: StormRecord;
  /** Numbers of the work items that were made before the storm began. */
  readonly firstTickets: readonly string[];
};

/** The one work item of a storm: which rule, how many, what happens with those that follow. */
export function draftStorm(input: StormDraftInput): WorkItemDraft {
  const { alert, description, route, correlationId, storm, firstTickets } = input;
  const { moreThan, rule, sinceUtc } = storm;
  const ruleName = cutText(singleLine(rule), 300);
  const links = linkLines(description.links.slice(0, 2), { room: 1_500, leaving: 0, leavingMore: 0 });
  return {
    ...route.defaults,
    kind: route.workItemKind,
    correlationId,
    shortDescription: cutText(stormTitle(storm, alert), maxShortDescriptionLength),
    description: paragraphs([
      [
        `The alert rule "${ruleName}" has fired more than ${moreThan} times within ${minutes(storm)}. ` +
          "So that nobody has to read an incident for each, this one stands for all alerts of the rule from now on.",
      ],
      [
        ...labelledLine("Storm since", readableUtc(sinceUtc)),
        ...labelledLine("Route", singleLine(route.name)),
        ...labelledLine("Cap", `${moreThan} new incidents of one rule within ${minutes(storm)}`),
        ...labelledLine("Rule id", cutText(singleLine(alert.ruleId ?? ""), 600)),
        ...labelledLine("Began with", cutText(singleLine(alertTitle(alert, description)), 300)),
        ...labelledLine("Incidents made before the storm", ticketList(firstTickets, moreThan)),
      ],
      [
        "Every further alert of this rule becomes a member of this incident. Notes here count them: whenever their",
        "number has doubled, and every ten minutes while alerts come or go. None is lost: `bridge why` with an",
        "alert's id finds this incident. It is resolved when all of its alerts are over; the incidents made before",
        `the storm are resolved one by one. The storm ends when ${minutes(storm)} pass with no more than ${moreThan} new alerts.`,
      ],
      links,
      [...labelledLine("Correlation id", correlationId), "Raised by Azure Ticket Bridge"],
    ]),
    ...route.severityLevels[alert.severity ?? "none"],
  };
}

/** "Storm: High CPU fires again and again: more than 20 alerts within 10 minutes (Sev2)". */
export function stormTitle(storm: StormRecord, { severity }: { readonly severity: number | null }): string {
  const suffix = severity === null ? "" : ` (Sev${severity})`;
  const tail = `: more than ${storm.moreThan} alerts within ${minutes(storm)}${suffix}`;
  return `Storm: ${cutText(singleLine(storm.rule), maxShortDescriptionLength - tail.length - 7)}${tail}`;
}

/** Plain text: how far the storm has grown. */
export function stormNote({
  storm,
  firing,
  nowUtc,
}: {
  readonly storm: StormRecord;
  readonly firing: number;
  readonly nowUtc: string;
}): string {
  const over = Math.max(0, storm.joined - firing);
  return paragraphs([
    [
      `${count(storm.joined)} belong to this storm so far; ${firing} of them still ${firing === 1 ? "fires" : "fire"}.`,
    ],
    [
      ...labelledLine("Over", over === 0 ? null : String(over)),
      ...labelledLine("Storm since", readableUtc(storm.sinceUtc)),
      ...labelledLine("As of", readableUtc(nowUtc)),
    ],
  ]);
}

/** Plain text: the last alert of the storm is over. */
export function stormOverNote(storm: StormRecord, nowUtc: string): string {
  return paragraphs([
    [`All alerts of this storm are over (${count(storm.joined)}).`],
    [
      ...labelledLine("Storm since", readableUtc(storm.sinceUtc)),
      ...labelledLine("Over", readableUtc(nowUtc)),
    ],
  ]);
}

function count(alerts: number): string {
  return alerts === 1 ? "1 alert" : `${alerts.toLocaleString("en")} alerts`;
}

function minutes({ withinMs }: Pick<StormRecord, "withinMs">): string {
  const whole = withinMs / 60_000;
  return whole === 1 ? "1 minute" : `${whole} minutes`;
}

const mostListed = 20;

function ticketList(numbers: readonly string[], moreThan: number): string | null {
  if (numbers.length === 0) return null;
  const listed = numbers.slice(0, mostListed).map(singleLine).join(", ");
  return moreThan > mostListed && numbers.length >= mostListed ? `${listed}…` : listed;
}
