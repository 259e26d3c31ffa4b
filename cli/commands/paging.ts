import { type Command, InvalidArgumentError } from "commander";

import type { Page } from "../bridgeClient.ts";

export type PagingOptions = { readonly limit: number };

export function addPaging(command: Command): Command {
  return command.option("--limit <n>", "at most so many", limit, 25);
}

function limit(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= 1 && number <= 10_000) return number;
  throw new InvalidArgumentError("It must be a whole number from 1 to 10000.");
}

// What one request may ask for is the API's to say; this is a size that any API grants.
const pageSize = 100;

type PageOf<Row> = { readonly rows: readonly Row[]; readonly continuation: string | null | undefined };

/** Asks for pages until there are `wanted` rows or no more. */
export async function collectPages<Row>(
  wanted: number,
  ask: (page: Page) => Promise<PageOf<Row>>,
): Promise<{ readonly rows: readonly Row[]; readonly hasMore: boolean }> {
  const rows: Row[] = [];
  let continuation: string | undefined;
  do {
    const page = await ask({ limit: Math.min(pageSize, wanted - rows.length), continuation });
    rows.push(...page.rows);
    continuation = page.continuation ?? undefined;
  } while (continuation !== undefined && rows.length < wanted);
  return { rows: rows.slice(0, wanted), hasMore: continuation !== undefined || rows.length > wanted };
}
