import type { TableDefinition } from "../platform/dictionary.ts";
import { changeTable } from "./changeTable.ts";
import { cmdbTables } from "./cmdbTables.ts";
import { eventTables } from "./eventTables.ts";
import { importTables } from "./importTables.ts";
import { incidentTable } from "./incidentTable.ts";
import { oauthTables } from "./oauthTables.ts";
import { policyTables } from "./policyTables.ts";
import { systemTables } from "./systemTables.ts";
import { taskTable } from "./taskTable.ts";
import { templateTable } from "./templateTable.ts";
import { userTables } from "./userTables.ts";

/** Adding a table is its definition and one line here; rules for it are one line in tableRules.ts. */
export const allTables: readonly TableDefinition[] = [
  taskTable,
  incidentTable,
  changeTable,
  ...eventTables,
  ...cmdbTables,
  ...userTables,
  ...systemTables,
  ...oauthTables,
  ...policyTables,
  ...importTables,
  templateTable,
];
