import type { Alert, AlertDescription, AlertSeverity } from "../alerts/alert.ts";
import { isResourceId, resourceGroupOf, subscriptionOf } from "../alerts/reading/armId.ts";
import { plainText, singleLine } from "./textClean.ts";
import { cutText } from "./textCut.ts";
import { tellingDimensions, tellingFacts } from "./textFacts.ts";
import { factLines, fittingParagraphs, labelledLine, paragraphs, section } from "./textLines.ts";
import { linkLines } from "./textLinks.ts";
import { resourcesOf, resourceTitle } from "./textResource.ts";
import { readableUtc } from "./textTime.ts";

/** In UTF-16 code units. ServiceNow's `description` holds 4,000 characters in the base system and cuts without a word. */
export const maxDescriptionLength = 4_000;

/** What the rule's own text keeps when everything together is too long. */
const minTextLength = 600;

/** Longer than any id of Azure Resource Manager; only a hostile body gets there. */
const maxIdLength = 600;

const maxResources = 5;

const severityNames: Readonly<Record<AlertSeverity, string>> = {
  0: "Sev0 (critical)",
  1: "Sev1 (error)",
  2: "Sev2 (warning)",
  3: "Sev3 (informational)",
  4: "Sev4 (verbose)",
};

type Input = {
  readonly alert: Alert;
  readonly description: AlertDescription;
  readonly correlationId: string;
  /** The whole title, where the short description holds only its beginning. */
  readonly fullTitle?: string | undefined;
};

/**
 * Plain text in at most `maxDescriptionLength` code units: what, where, since when, the facts, links and ids. When it gets
 * too long, the rule's text is shortened and facts are left out from the end; ids and links are whole or left out.
 */
export function draftDescription({ alert, description, correlationId, fullTitle }: Input): string {
  const head = [
    ...(fullTitle === undefined ? [] : [cutText(fullTitle, 1_000)]),
    ...(alert.isTest ? ["This is a test notification of an action group: nothing is wrong."] : []),
  ];
  const text = plainText(description.text ?? "")
    .replace(/\n{3,}/gu, "\n\n")
    .trim();
  const facts = tellingFacts(alert, description);
  const rest = [
    [...whereLines(alert), ...whenLines(alert, description)],
    factLines(facts.filter(({ value }) => !isLong(value))),
    section("Dimensions", indented(factLines(tellingDimensions(alert, description)))),
    section("Custom properties", indented(customPropertyLines(alert))),
    factLines(facts.filter(({ value }) => isLong(value))),
  ];
  const foot = footLines(alert, correlationId);

  const wanted = paragraphs([head, [text], ...rest]).length;
  const room = maxDescriptionLength - paragraphs([foot]).length - 2;
  const links = linkLines(description.links, {
    room: room - 80,
    leaving: Math.min(wanted, minTextLength),
    leavingMore: Math.min(wanted, 1_500),
  });

  const bodyRoom = room - (links.length === 0 ? 0 : links.join("\n").length + 2);
  const textRoom = bodyRoom - paragraphs([head, ...rest]).length - 2;
  const shortText = text === "" ? [] : [cutText(text, Math.max(minTextLength, textRoom))];
  const body = fittingParagraphs([head, shortText, ...rest], bodyRoom);
  return paragraphs([[body], links, foot]);
}

function whereLines({ targetIds, configurationItems, subscriptionId }: Alert): readonly string[] {
  const resources = resourcesOf(targetIds);
  const shown = resources.slice(0, maxResources);
  const groups = distinct(targetIds.map(resourceGroupOf)).slice(0, maxResources);
  const subscriptions = distinct([subscriptionId, ...targetIds.map(subscriptionOf)]).slice(0, maxResources);
  return [
    ...shown.flatMap((id) => labelledLine("Resource", cutText(singleLine(resourceTitle(id)), maxIdLength))),
    ...(resources.length > shown.length ? [`(and ${resources.length - shown.length} more resources)`] : []),
    ...(targetIds.length > 0
      ? []
      : labelledLine("Configuration item", singleLine(configurationItems.join(", ")))),
    ...labelledLine(groups.length > 1 ? "Resource groups" : "Resource group", singleLine(groups.join(", "))),
    ...labelledLine(
      subscriptions.length > 1 ? "Subscriptions" : "Subscription",
      singleLine(subscriptions.join(", ")),
    ),
  ];
}

/** Queries: they push what is short out of sight, and are the first that may be missing. */
function isLong(value: string): boolean {
  return value.trim().includes("\n");
}

function whenLines(alert: Alert, description: AlertDescription): readonly string[] {
  const resolvedUtc =
    alert.condition === "resolved" ? (description.resolvedAtUtc ?? alert.occurredAtUtc) : null;
  const firedUtc = description.firedAtUtc ?? (alert.condition === "fired" ? alert.occurredAtUtc : null);
  return [
    ...labelledLine("Fired", firedUtc === null ? null : readableUtc(firedUtc)),
    ...labelledLine("Resolved", resolvedUtc === null ? null : readableUtc(resolvedUtc)),
    ...labelledLine("Severity", alert.severity === null ? null : severityNames[alert.severity]),
    ...labelledLine("Alert rule", singleLine(alert.ruleName ?? "")),
  ];
}

function customPropertyLines(alert: Alert): readonly string[] {
  return Object.entries(alert.customProperties).flatMap(([name, value]) =>
    labelledLine(name, singleLine(value)),
  );
}

/** Never longer than about 2,600 code units, and in practice a fifth of that. */
function footLines(alert: Alert, correlationId: string): readonly string[] {
  const id = (label: string, value: string | null) =>
    labelledLine(label, cutText(singleLine(value ?? ""), maxIdLength));
  const resources = alert.targetIds.filter(isResourceId).slice(0, maxResources);
  // Two always have room; more only if they are as short as they usually are.
  const shown = resources.filter(
    (_, index) => index < 2 || resources.slice(0, index + 1).join("").length < 1_000,
  );
  return [
    ...shown.flatMap((target) => id("Resource id", target)),
    ...id("Alert rule id", alert.ruleId),
    ...id("Alert id", alert.alertId),
    ...id("Correlation id", correlationId),
    "Raised by Azure Ticket Bridge",
  ];
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}

/** Without empty ones and repetitions; ids of Azure are compared without case. */
function distinct(values: readonly (string | null | undefined)[]): readonly string[] {
  const byLowerCase = new Map<string, string>();
  for (const value of values) {
    if (value !== null && value !== undefined && !byLowerCase.has(value.toLowerCase()))
      byLowerCase.set(value.toLowerCase(), value);
  }
  return [...byLowerCase.values()];
}
