import type { AlertFact, AlertIdentity } from "../alert.ts";
import type { AlertBody } from "../reading/alertBody.ts";
import { isArmId, isResourceId } from "../reading/armId.ts";
import { asText, isRecord, listOf, recordOf, textOf, type JsonRecord } from "../reading/json.ts";
import { minutesWords, operatorWords } from "../reading/words.ts";
import type { ContextFamily } from "./contextFamily.ts";
import { dimensionKeys, isResourceIdName, namedValues, resourceIdsIn } from "./dimensions.ts";

/** Log alerts of the first version, on Log Analytics and Application Insights: flat, in PascalCase, only ever fired. */
export const logV1: ContextFamily = {
  family: "logV1",
  recognises: (context) =>
    textOf(context, "SearchQuery") !== null || textOf(context, "AlertRuleName") !== null,
  hasCustomPropertiesInContext: true,
  identity: (body) => (body.alertId === null ? seriesIdentity(body) : null),
  targetIds: (body) => [
    ...resourceIdsIn(dimensionsOf(body)),
    ...configurationItemsOf(body).filter(isArmId),
    ...resourceIdsInRows(body.context),
  ],
  configurationItems: configurationItemsOf,
  dimensions: dimensionsOf,

  title(body, target) {
    const rule = body.ruleName ?? "Log alert";
    const where = target === null ? "" : ` on ${target}`;
    const bound = boundOf(body.context);
    return bound === null ? `${rule}${where}` : `${rule}: ${measureOf(body.context)} ${bound}${where}`;
  },

  facts({ context }, facts) {
    facts.add("Results", textOf(context, "ResultCount"));
    const bound = boundOf(context);
    facts.add("Condition", bound === null ? null : `${measureOf(context)} ${bound}`);
    facts.add("Search interval", intervalOf(context));
    const from = textOf(context, "SearchIntervalStartTimeUtc");
    const until = textOf(context, "SearchIntervalEndtimeUtc");
    if (from !== null && until !== null) facts.add("Search from/to", `${from} to ${until}`);
    facts.add("Query", textOf(context, "SearchQuery"));
  },

  links: ({ context }) => [
    {
      label: "Query results",
      url: textOf(context, "LinkToFilteredSearchResultsUI") ?? textOf(context, "LinkToSearchResults"),
    },
  ],
};

/** The legacy shapes carry no id of the alert: rule, workspace or application, and dimensions name the series. */
function seriesIdentity(body: AlertBody): AlertIdentity | null {
  const { context, ruleName } = body;
  if (ruleName === null) return null;
  const place =
    textOf(context, "WorkspaceId") ??
    textOf(context, "ApplicationId") ??
    body.targetIds[0] ??
    body.subscriptionId;
  return {
    key: ["logV1", ruleName.toLowerCase(), (place ?? "").toLowerCase(), ...dimensionKeys(dimensionsOf(body))],
    orderedBy: "time",
  };
}

/** "metric measurement" rules compare an aggregated value, the others count rows. */
function measureOf(context: JsonRecord): string {
  return textOf(context, "AlertType")?.toLowerCase() === "metric measurement"
    ? "measurement"
    : "number of results";
}

function boundOf(context: JsonRecord): string | null {
  const operator = operatorWords(textOf(context, "Operator") ?? textOf(context, "AlertThresholdOperator"));
  const threshold = textOf(context, "Threshold") ?? textOf(context, "AlertThresholdValue");
  return operator === null || threshold === null ? null : `${operator} ${threshold}`;
}

function intervalOf(context: JsonRecord): string | null {
  const minutes = textOf(context, "SearchIntervalInMinutes") ?? textOf(context, "SearchIntervalDurationMin");
  if (minutes !== null) return minutesWords(Number(minutes));
  return minutesWords(Number(textOf(context, "SearchIntervalInSeconds") ?? 0) / 60);
}

function dimensionsOf({ context }: AlertBody): readonly AlertFact[] {
  return namedValues(listOf(context, "Dimensions"));
}

function configurationItemsOf({ configurationItems, context }: AlertBody): readonly string[] {
  if (configurationItems.length > 0) return configurationItems;
  return listOf(context, "AffectedConfigurationItems")
    .map(asText)
    .filter((item) => item !== null);
}

const mostRows = 10;

/** Resource ids in the first rows of the embedded results; rules before API version 2021-08-01 have no other place. */
function resourceIdsInRows(context: JsonRecord): readonly string[] {
  const results = [recordOf(context, "SearchResults"), recordOf(context, "SearchResult")];
  return results.flatMap((result) => {
    const [table] = listOf(result, "tables");
    if (!isRecord(table)) return [];
    const column = listOf(table, "columns").findIndex(
      (entry) => isRecord(entry) && isResourceIdName(textOf(entry, "name") ?? ""),
    );
    if (column === -1) return [];
    return listOf(table, "rows")
      .slice(0, mostRows)
      .map((row) => (Array.isArray(row) ? asText(row[column]) : null))
      .filter((id) => id !== null)
      .filter(isResourceId);
  });
}
