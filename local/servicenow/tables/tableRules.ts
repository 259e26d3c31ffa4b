import type { Rule } from "../records/change.ts";
import { incidentRules } from "./incidentRules.ts";

/** Business rules and data policies by table. */
export const tableRules: ReadonlyMap<string, readonly Rule[]> = new Map([["incident", incidentRules]]);
