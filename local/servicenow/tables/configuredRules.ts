import { listOf } from "../access/apiAccess.ts";
import type { Rule } from "../records/change.ts";
import { sysIdFor } from "../platform/sysId.ts";
import { refusal } from "../records/refusal.ts";

/** `sandbox.business_rule.aborts`: `incident: No alerts on Sundays` lets a rule of that name abort every write. */
const abort: Rule = ({ instance, table }) => {
  const [wanted = "", name = ""] = (instance.properties.get("sandbox.business_rule.aborts") ?? "").split(":");
  if (wanted.trim() !== table || name.trim() === "") return;
  throw refusal.businessRule(table, name.trim(), sysIdFor("sys_script", name.trim()));
};

/** `sandbox.data_policy.mandatory`: `incident.caller_id,incident.category` makes these columns mandatory. */
const requireFields: Rule = ({ instance, table, values }) => {
  const { allFields } = instance.dictionary.tableOf(table);
  const missing = listOf(instance.properties.get("sandbox.data_policy.mandatory")).flatMap((name) => {
    const [wanted, column = ""] = name.split(".");
    return wanted === table && (values[column] ?? "") === "" ? [allFields.get(column)?.label ?? column] : [];
  });
  if (missing.length > 0) throw refusal.dataPolicy(missing);
};

/** `sandbox.business_rule.sets`: `incident.urgency=3` lets a rule set this column in every write. */
const setField: Rule = ({ instance, table, values }) => {
  const [, wanted, column = "", value = ""] =
    /^(\w+)\.(\w+)=(.*)$/s.exec(instance.properties.get("sandbox.business_rule.sets") ?? "") ?? [];
  if (wanted === table) values[column] = value;
};

/** What a customer's administrators have added, as properties of the sandbox say it. */
export const configuredRules: readonly Rule[] = [abort, setField, requireFields];
