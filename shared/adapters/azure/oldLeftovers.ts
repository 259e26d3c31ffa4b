import { hourOf } from "../../connections/connectionState.ts";
import type { StoredLeftover } from "../../retention/storedHistory.ts";
import { countRows } from "./azureConnectionStates.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { stormPartitions } from "./azureStormWindows.ts";
import { trialPartition } from "./azureTrials.ts";
import { removeRows } from "./removeRows.ts";
import { keyPart } from "./tableKeys.ts";
import { batchesOf, quoted } from "./tableRange.ts";

type Tables = Pick<AzureStorage, "connections" | "index">;

const tableOf = { callCount: "connections", trial: "index", stormWindow: "index" } as const satisfies Record<
  StoredLeftover["kind"],
  keyof Tables
>;

/** Rows that nobody looks at any more. */
export async function* oldLeftovers(
  tables: Tables,
  beforeUtc: string,
): AsyncGenerator<readonly StoredLeftover[]> {
  const { from, to } = stormPartitions;
  const conditions = {
    callCount: `RowKey ge ${quoted(countRows)} and RowKey lt ${quoted(countRows + hourOf(beforeUtc))}`,
    trial: `PartitionKey eq ${quoted(trialPartition)} and startedAtUtc lt ${quoted(beforeUtc)}`,
    stormWindow: `PartitionKey ge ${quoted(from)} and PartitionKey lt ${quoted(to)} and RowKey lt ${quoted(keyPart(beforeUtc))}`,
  };
  for (const kind of ["callCount", "trial", "stormWindow"] as const) {
    for await (const rows of batchesOf(tables[tableOf[kind]], conditions[kind])) {
      yield rows.map(({ partitionKey = "", rowKey }) => ({ kind, partition: partitionKey, key: rowKey }));
    }
  }
}

export async function removeLeftovers(tables: Tables, leftovers: readonly StoredLeftover[]): Promise<void> {
  const byPartition = Map.groupBy(leftovers, ({ kind, partition }) => `${tableOf[kind]} ${partition}`);
  for (const [first, ...rest] of byPartition.values()) {
    if (first === undefined) continue;
    const keys = [first, ...rest].map(({ key }) => key);
    await removeRows(tables[tableOf[first.kind]], first.partition, keys);
  }
}
