import type { Rule } from "../records/change.ts";
import { configuredRules } from "./configuredRules.ts";
import { incidentRules } from "./incidentRules.ts";

/** Business rules and data policies by table, in the order in which they run. */
export const tableRules: ReadonlyMap<string, readonly Rule[]> = new Map([
  ["change_request", configuredRules],
  ["incident", [...incidentRules, ...configuredRules]],
]);
