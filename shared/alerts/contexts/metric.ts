import type { AlertFact } from "../alert.ts";
import type { AlertBody } from "../reading/alertBody.ts";
import type { FactList } from "../reading/factList.ts";
import { isRecord, listOf, recordOf, textOf, type JsonRecord } from "../reading/json.ts";
import { counted, isDuration } from "../reading/words.ts";
import type { ContextFamily } from "./contextFamily.ts";
import {
  addFailingPeriods,
  addWindow,
  boundOf,
  criteriaOf,
  firstCriterionOf,
  isLogQuery,
} from "./criteria.ts";
import { namedValues, resourceIdsInList } from "./dimensions.ts";

/** Metric alerts: static, dynamic, several conditions, several resources, web tests; also classic ones. */
export const metric: ContextFamily = {
  family: "metric",
  recognises(context) {
    const first = firstCriterionOf(context);
    if (first !== undefined && typeof first["metricName"] === "string") return true;
    return (first !== undefined || isRecord(context["condition"])) && !isLogQuery(context);
  },
  hasCustomPropertiesInContext: true,
  targetIds,
  dimensions: dimensionsOf,

  title({ context, ruleName }, target) {
    const criteria = criteriaOf(context);
    const [first] = criteria;
    const name = first === undefined ? null : textOf(first, "metricName");
    if (first === undefined || name === null)
      return target === null ? ruleName : `${ruleName ?? "Metric alert"} (${target})`;
    const webTest = textOf(first, "webTestName");
    const where = webTest === null ? target : `web test ${webTest}`;
    const others =
      criteria.length === 1 ? "" : ` and ${counted(criteria.length - 1, "more condition") ?? ""}`;
    return (
      [name, boundOf(first), where === null ? null : `on ${where}`]
        .filter((part) => part !== null)
        .join(" ") + others
    );
  },

  facts({ context }, facts) {
    const criteria = criteriaOf(context);
    criteria.forEach((criterion, index) => {
      facts.add(criteria.length === 1 ? "Condition" : `Condition ${index + 1}`, conditionText(criterion));
      addSensitivity(criterion, facts);
    });
    const [first] = criteria;
    if (first !== undefined) {
      facts.add("Metric namespace", textOf(first, "metricNamespace"));
      facts.add("Web test", textOf(first, "webTestName"));
    }
    addWindow(recordOf(context, "condition"), facts);
  },
};

/** "Average of Percentage CPU is 97.5; alerts when greater than 90". */
function conditionText(criterion: JsonRecord): string {
  const aggregation = textOf(criterion, "timeAggregation");
  const name = textOf(criterion, "metricName") ?? "Metric";
  // Bodies of 2018 had the window's length here.
  const what = aggregation === null || isDuration(aggregation) ? name : `${aggregation} of ${name}`;
  const value = textOf(criterion, "metricValue");
  const unit = textOf(criterion, "metricUnit");
  const bound = boundOf(criterion);
  const measured =
    value === null ? `${what}: no value` : `${what} is ${value}${unit === null ? "" : ` ${unit}`}`;
  return bound === null ? measured : `${measured}; alerts when ${bound}`;
}

function addSensitivity(criterion: JsonRecord, facts: FactList): void {
  facts.add("Sensitivity", textOf(criterion, "alertSensitivity"));
  addFailingPeriods(recordOf(criterion, "failingPeriods"), facts);
}

function targetIds({ context }: AlertBody): readonly string[] {
  const criteria = criteriaOf(context);
  const [first] = criteria;
  if (first === undefined) return [];
  const ids = resourceIdsInList(listOf(first, "dimensions"));
  return criteria.length === 1
    ? ids
    : [
        ...ids,
        ...criteria.slice(1).flatMap((criterion) => resourceIdsInList(listOf(criterion, "dimensions"))),
      ];
}

function dimensionsOf({ context }: AlertBody): readonly AlertFact[] {
  const criteria = criteriaOf(context);
  const [first] = criteria;
  if (first === undefined) return [];
  if (criteria.length === 1) return namedValues(listOf(first, "dimensions"));
  return criteria.flatMap((criterion) => namedValues(listOf(criterion, "dimensions")));
}
