import type { TableClient } from "@azure/data-tables";
import type { StoredIndexRow } from "../../retention/storedHistory.ts";
import { indexPartition, indexRowOf } from "./azureTicketIndex.ts";
import { removeRows } from "./removeRows.ts";
import { batchesOf, quoted } from "./tableRange.ts";

/** Rows of the index for which a further condition in OData holds, in the batches in which they come. */
export async function* indexRowsWhere(
  index: TableClient,
  condition: string | undefined,
): AsyncGenerator<readonly StoredIndexRow[]> {
  const own = `PartitionKey eq ${quoted(indexPartition)}`;
  const where = condition === undefined ? own : `${own} and ${condition}`;
  for await (const rows of batchesOf(index, where)) yield rows.map(({ rowKey }) => indexRowOf(rowKey));
}

export function removeIndexRows(
  index: TableClient,
  rows: readonly Pick<StoredIndexRow, "key">[],
): Promise<void> {
  return removeRows(
    index,
    indexPartition,
    rows.map(({ key }) => key),
  );
}
