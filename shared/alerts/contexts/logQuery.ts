import type { AlertFact } from "../alert.ts";
import type { AlertBody, LabelledLink } from "../reading/alertBody.ts";
import { isArmId } from "../reading/armId.ts";
import { listOf, recordOf, textOf, type JsonRecord } from "../reading/json.ts";
import type { ContextFamily } from "./contextFamily.ts";
import { namedValues, resourceIdsIn } from "./dimensions.ts";
import { addFailingPeriods, addWindow, boundOf, criteriaOf, isLogQuery } from "./criteria.ts";

/** Log Alerts V2. Query results are never in the body, only links to them. */
export const logQuery: ContextFamily = {
  family: "logQuery",
  recognises: isLogQuery,
  hasCustomPropertiesInContext: true,
  targetIds: (body) => [...resourceIdsIn(dimensionsOf(body)), ...body.configurationItems.filter(isArmId)],
  dimensions: dimensionsOf,

  title({ context, ruleName }, target) {
    const [first] = criteriaOf(context);
    const bound = first === undefined ? null : boundOf(first);
    const where = target === null ? "" : ` on ${target}`;
    if (first === undefined || bound === null) return `${ruleName ?? "Log alert"}${where}`;
    return `${ruleName ?? "Log alert"}: ${measureOf(first)} ${bound}${where}`;
  },

  facts({ context }, facts) {
    const criteria = criteriaOf(context);
    criteria.forEach((criterion, index) => {
      const value = textOf(criterion, "metricValue");
      const bound = boundOf(criterion);
      facts.add(
        criteria.length === 1 ? "Condition" : `Condition ${index + 1}`,
        [
          value === null ? `${measureOf(criterion)}: no value` : `${measureOf(criterion)} is ${value}`,
          bound === null ? null : `alerts when ${bound}`,
        ]
          .filter((part) => part !== null)
          .join("; "),
      );
      addFailingPeriods(recordOf(criterion, "failingPeriods"), facts);
    });
    addWindow(recordOf(context, "condition"), facts);
    for (const criterion of criteria) facts.add("Query", textOf(criterion, "searchQuery"));
  },

  links: resultLinks,
};

/** One link for each condition: to the filtered results, else to all of them. */
export function resultLinks({ context }: AlertBody): readonly LabelledLink[] {
  return criteriaOf(context).map((criterion) => ({
    label: "Query results",
    url: textOf(criterion, "linkToFilteredSearchResultsUI") ?? textOf(criterion, "linkToSearchResultsUI"),
  }));
}

/** "Count of rows", "Average of CounterValue". */
function measureOf(criterion: JsonRecord): string {
  const aggregation = textOf(criterion, "timeAggregation") ?? "Count";
  return `${aggregation} of ${textOf(criterion, "metricMeasureColumn") ?? "rows"}`;
}

function dimensionsOf({ context }: AlertBody): readonly AlertFact[] {
  return criteriaOf(context).flatMap((criterion) => namedValues(listOf(criterion, "dimensions")));
}
