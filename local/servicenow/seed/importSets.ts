import type { Instance } from "../platform/instance.ts";
import { stagingMap, stagingTable } from "../tables/importTables.ts";

/** The one transform map: rows with a correlation id that an incident has already change that incident. */
export function seedImportSets(instance: Instance): void {
  instance.put(
    "sys_transform_map",
    { name: stagingMap, source_table: stagingTable, target_table: "incident", coalesce: "correlation_id" },
    stagingMap,
  );
}
