import type { TableClient, TableEntityResult } from "@azure/data-tables";
import { continuationAfter, invalidContinuation, keyOfContinuation } from "../../paging/continuation.ts";
import { storageCall, workLimits } from "./storageCall.ts";

/** A row's key has at most 1 KiB in UTF-16. */
const longestKey = 512;

export type Row = TableEntityResult<Record<string, unknown>> & { readonly rowKey: string };

export type RowRange = {
  readonly partitionKey: string;
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
  /** A further condition in OData. Values in it are the caller's to quote. */
  readonly where?: string | undefined;
  readonly columns?: readonly string[];
};

/**
 * Rows in the order of their keys, and where to go on. Throws BridgeError STORAGE_UNAVAILABLE, and REQUEST_INVALID for
 * a continuation that this range has not given out.
 */
export async function rowPage(
  table: TableClient,
  range: RowRange,
  limit: number,
  continuation?: string,
): Promise<{ readonly rows: readonly Row[]; readonly continuation: string | undefined }> {
  const after = continuation === undefined ? undefined : keyOfContinuation(continuation);
  if (after !== undefined && !isKeyIn(range, after)) throw invalidContinuation();
  const rows: Row[] = [];
  // One more than asked for tells whether there is more.
  for await (const row of rowsOf(table, range, Math.min(limit + 1, 1000), after)) {
    rows.push(row);
    if (rows.length > limit) break;
  }
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.rowKey;
  return {
    rows: page,
    continuation: rows.length > limit && last !== undefined ? continuationAfter(last) : undefined,
  };
}

/** What is no key at all would be refused by the table itself, as if storage were away. */
function isKeyIn({ from, to }: RowRange, key: string): boolean {
  return key >= from && key < to && key.length <= longestKey && /^[ -~]+$/.test(key);
}

/** All rows of a range. Throws BridgeError STORAGE_UNAVAILABLE. */
export async function allRows(table: TableClient, range: RowRange): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of rowsOf(table, range, 1000)) rows.push(row);
  return rows;
}

/** All rows of a table for which a condition in OData holds, in the batches in which they come. */
export async function* batchesOf(table: TableClient, where: string): AsyncGenerator<readonly Row[]> {
  for await (const page of pagesOf(table, { filter: where }, 200)) yield page;
}

async function* rowsOf(
  table: TableClient,
  range: RowRange,
  pageSize: number,
  after?: string,
): AsyncGenerator<Row> {
  const { partitionKey, from, to, where, columns } = range;
  const conditions = [
    `PartitionKey eq ${quoted(partitionKey)}`,
    after === undefined ? `RowKey ge ${quoted(from)}` : `RowKey gt ${quoted(after)}`,
    `RowKey lt ${quoted(to)}`,
    ...(where === undefined ? [] : [where]),
  ];
  const queryOptions = {
    filter: conditions.join(" and "),
    ...(columns === undefined ? {} : { select: [...columns] }),
  };
  for await (const page of pagesOf(table, queryOptions, pageSize)) yield* page;
}

async function* pagesOf(
  table: TableClient,
  queryOptions: { readonly filter: string; readonly select?: string[] },
  pageSize: number,
): AsyncGenerator<readonly Row[]> {
  let continuationToken: string | undefined;
  do {
    const page = await storageCall(
      `reading table ${table.tableName}`,
      workLimits,
      async ({ abortSignal }) => {
        const pages = table.listEntities({ queryOptions, abortSignal }).byPage({
          maxPageSize: pageSize,
          ...(continuationToken === undefined ? {} : { continuationToken }),
        });
        return (await pages.next()).value as (Row[] & { continuationToken?: string }) | undefined;
      },
    );
    if (page === undefined) return;
    yield page;
    continuationToken = page.continuationToken;
  } while (continuationToken !== undefined);
}

/** Text for an OData filter. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
