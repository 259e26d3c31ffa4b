import type { CallObserver } from "../../../delivery/ports.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import { type Row, rowsOf } from "../rows.ts";
import type { CallTable } from "../tableCalls.ts";

type List = {
  readonly table: string;
  /** Of our own constants. */
  readonly query: string;
  readonly fields: readonly string[];
  readonly limit: number;
};

type ShownRows = {
  readonly rows: readonly Row[];
  /** Of the query, hidden ones included; at least what is shown. */
  readonly count: number;
};

/**
 * Rows of a list. Throws BridgeError CONNECTION_CONFIGURATION_UNREADABLE where there are some and none is shown:
 * ServiceNow hides what may not be read without a word, and counts it all the same.
 */
export async function shownRows(
  call: CallTable,
  { table, query, fields, limit }: List,
  observe: CallObserver,
): Promise<ShownRows> {
  const path = `/api/now/table/${table}?sysparm_query=${query}&sysparm_fields=${fields.join(",")}&sysparm_limit=${limit}&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true`;
  const { result, totalCount = 0 } = await call({ method: "GET", path }, observe);
  const rows = rowsOf(result, table).filter((row) => fields.some((field) => row[field] !== undefined));
  if (rows.length === 0 && totalCount > 0) {
    const detail = `${table} has ${totalCount} rows for the query, and this user sees none of them`;
    throw new BridgeError("CONNECTION_CONFIGURATION_UNREADABLE", detail);
  }
  return { rows, count: Math.max(totalCount, rows.length) };
}
