import type { Alert, AlertDescription, AlertFact } from "../alerts/alert.ts";
import { resourceGroupOf, resourceTypeOf, subscriptionOf } from "../alerts/reading/armId.ts";
import { readableUtc } from "./textTime.ts";

/** Labels of facts that a text about an alert says in lines of its own. */
const saidElsewhere = new Set([
  "alert id",
  "alert rule id",
  "resource",
  "resource group",
  "resource id",
  "resource type",
  "rule",
  "rule id",
  "scope",
  "subscription",
]);

/** Names of dimensions that repeat the resource. */
const resourceDimension = /^(?:microsoft\.)?_?(?:resource(?:id|type)|subscriptionid)$/iu;

/** Labels that the bridge uses for ids of its own. */
const ownLabels = new Set(["correlation id", "alert id"]);

const moment = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)`;
const onlyMoments = new RegExp(`^${moment}(?: to ${moment})?$`, "u");

/** The facts that add something to what is said of the alert's rule and resources anyway; moments are readable. */
export function tellingFacts(alert: Alert, { facts }: Pick<AlertDescription, "facts">): readonly AlertFact[] {
  const said = valuesSaid(alert);
  return facts
    .filter(({ label, value }) => !(saidElsewhere.has(label.toLowerCase()) && said.has(normalised(value))))
    .map(({ label, value }) => ({
      label: ownLabels.has(label.toLowerCase()) ? `Event ${label.toLowerCase()}` : label,
      value: onlyMoments.test(value) ? value.split(" to ").map(readableUtc).join(" to ") : value,
    }));
}

/** The dimensions without repetitions and without those that only name the resource again. */
export function tellingDimensions(
  alert: Alert,
  { dimensions }: Pick<AlertDescription, "dimensions">,
): readonly AlertFact[] {
  const said = valuesSaid(alert);
  const seen = new Set<string>();
  return dimensions.filter(({ label, value }) => {
    const key = `${label}\n${value}`;
    if (seen.has(key) || (resourceDimension.test(label) && said.has(normalised(value)))) return false;
    seen.add(key);
    return true;
  });
}

function valuesSaid({ ruleName, ruleId, alertId, targetIds, subscriptionId }: Alert): ReadonlySet<string> {
  const said = [
    ruleName,
    ruleId,
    alertId,
    subscriptionId,
    ...targetIds.flatMap((id) => [id, resourceGroupOf(id), resourceTypeOf(id), subscriptionOf(id)]),
  ];
  return new Set(said.flatMap((value) => (value === null ? [] : [normalised(value)])));
}

function normalised(value: string): string {
  return value.toLowerCase().replace(/\/$/u, "");
}
