import type { TableDefinition } from "../platform/dictionary.ts";
import { cmdbTables } from "./cmdbTables.ts";
import { importTables } from "./importTables.ts";
import { incidentTable } from "./incidentTable.ts";
import { oauthTables } from "./oauthTables.ts";
import { systemTables } from "./systemTables.ts";
import { taskTable } from "./taskTable.ts";
import { templateTable } from "./templateTable.ts";
import { userTables } from "./userTables.ts";

/** Adding a table is its definition and one line here; rules for it are one line in tableRules.ts. */
export const allTables: readonly TableDefinition[] = [
  taskTable,
  incidentTable,
  ...cmdbTables,
  ...userTables,
  ...systemTables,
  ...oauthTables,
  ...importTables,
  templateTable,
];
