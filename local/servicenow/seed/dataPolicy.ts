import { listOf } from "../access/apiAccess.ts";
import type { Instance } from "../platform/instance.ts";
import { sysIdFor } from "../platform/sysId.ts";

const policy = "Fields of the sandbox's administrator";

/** `incident.caller_id,incident.category`: the data policy that makes them mandatory, as its records say it. */
export function writePolicy(instance: Instance, columns: string): void {
  for (const former of instance.store.all("sys_data_policy_rule")) instance.store.delete(former);
  instance.put(
    "sys_data_policy2",
    { short_description: policy, model_table: "incident", active: "true" },
    policy,
  );
  for (const name of listOf(columns)) {
    const [table = "", field = ""] = name.split(".");
    const rule = { table, field, mandatory: "true", sys_data_policy: sysIdFor("sys_data_policy2", policy) };
    instance.put("sys_data_policy_rule", rule, name);
  }
}
