import type { FactList } from "../reading/factList.ts";
import { isRecord, listOf, recordOf, textOf, type JsonRecord } from "../reading/json.ts";
import { durationWords, minutesWords, operatorWords } from "../reading/words.ts";

/** `condition` and its `allOf`, which metric and log alerts share. */

/** Entries of `allOf`; a classic alert has its one condition without the list. */
export function criteriaOf(context: JsonRecord): readonly JsonRecord[] {
  const condition = recordOf(context, "condition");
  const all = listOf(condition, "allOf");
  if (all.length > 0) return all.filter(isRecord);
  return textOf(condition, "metricName") === null ? [] : [condition];
}

export function firstCriterionOf(context: JsonRecord): JsonRecord | undefined {
  const [first] = listOf(recordOf(context, "condition"), "allOf");
  return isRecord(first) ? first : criteriaOf(context)[0];
}

/** "greater than 90"; "greater than or equal to the dynamic threshold 0.3". */
export function boundOf(criterion: JsonRecord): string | null {
  const operator = operatorWords(criterion["operator"] ?? textOf(criterion, "operator"));
  const threshold = textOf(criterion, "threshold");
  if (operator === null || threshold === null) return null;
  const isDynamic = textOf(criterion, "alertSensitivity") !== null;
  return `${operator} ${isDynamic ? `the dynamic threshold ${threshold}` : threshold}`;
}

/** Whether the conditions are those of a log search rule; they look like a metric's otherwise. */
export function isLogQuery(context: JsonRecord): boolean {
  const type = context["conditionType"];
  if (typeof type === "string" && type.toLowerCase() === "logquerycriteria") return true;
  const first = firstCriterionOf(context);
  return first !== undefined && textOf(first, "searchQuery") !== null;
}

export function addWindow(condition: JsonRecord, facts: FactList): void {
  const size = textOf(condition, "windowSize");
  // Classic alerts count in minutes.
  const words = size !== null && /^\d{1,6}$/.test(size) ? minutesWords(Number(size)) : durationWords(size);
  facts.add("Window", words);
  const from = textOf(condition, "windowStartTime");
  const until = textOf(condition, "windowEndTime");
  if (from !== null && until !== null) facts.add("Window from/to", `${from} to ${until}`);
  addFailingPeriods(recordOf(condition, "staticThresholdFailingPeriods"), facts);
}

export function addFailingPeriods(periods: JsonRecord, facts: FactList): void {
  const failing = textOf(periods, "minFailingPeriodsToAlert");
  const evaluated = textOf(periods, "numberOfEvaluationPeriods");
  // New payloads carry 0 of 0 where the rule has no such setting.
  if (failing === null || evaluated === null || evaluated === "0") return;
  facts.add("Failing periods", `${failing} of ${evaluated}`);
}
