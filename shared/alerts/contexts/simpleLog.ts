import type { AlertFact } from "../alert.ts";
import type { AlertBody } from "../reading/alertBody.ts";
import { isArmId } from "../reading/armId.ts";
import { listOf, textOf } from "../reading/json.ts";
import type { ContextFamily } from "./contextFamily.ts";
import { namedValues, resourceIdsIn } from "./dimensions.ts";
import { resultLinks } from "./logQuery.ts";
import { criteriaOf, firstCriterionOf } from "./criteria.ts";

/** Simple log alerts: no threshold; the matching row itself is in `allOf[].event`, a list of lists of `{name, value}`. */
export const simpleLog: ContextFamily = {
  family: "simpleLog",
  recognises(context) {
    const first = firstCriterionOf(context);
    return first !== undefined && listOf(first, "event").length > 0;
  },
  hasCustomPropertiesInContext: true,
  targetIds: (body) => [...resourceIdsIn(columnsOf(body)), ...body.configurationItems.filter(isArmId)],

  title: ({ ruleName }, target) =>
    `${ruleName ?? "Log alert"}: a row matches${target === null ? "" : ` on ${target}`}`,

  facts(body, facts) {
    for (const { label, value } of columnsOf(body)) facts.add(label, value);
    for (const criterion of criteriaOf(body.context)) facts.add("Query", textOf(criterion, "searchQuery"));
  },

  links: resultLinks,
};

function columnsOf({ context }: AlertBody): readonly AlertFact[] {
  return criteriaOf(context)
    .flatMap((criterion) => listOf(criterion, "event"))
    .flatMap((row) => (Array.isArray(row) ? namedValues(row) : []));
}
