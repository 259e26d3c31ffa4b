import { BridgeError } from "../../failures/bridgeError.ts";
import type { TicketRecord } from "../../delivery/ticketRecord.ts";
import type { BodyBlobs } from "./bodyBlobs.ts";
import { jsonColumns, jsonOfColumns, rowChars, rowJson } from "./rowJson.ts";
import { workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";

export const ticketRowKey = "ticket";

/** Where records are that are too large for a row. */
export const ticketFolder = "tickets/";

/** What the names of one ticket's blobs begin with. */
export function ticketBlobs(correlationId: string): string {
  return `${ticketFolder}${keyPart(correlationId)}/`;
}

/** The record as JSON, and beside it what is worth a query. */
export type TicketRow = Record<string, string> & { readonly partitionKey: string; readonly rowKey: string };

/**
 * `writtenBy` is different for every write: after a lost answer it tells whose write is there. A record that is too
 * large for a row (it carries the message while an action is pending) goes into a blob of that name first.
 */
export async function ticketRow(
  record: TicketRecord,
  writtenBy: string,
  blobs: BodyBlobs,
): Promise<TicketRow> {
  const json = rowJson(record);
  const row = {
    partitionKey: keyPart(record.correlationId),
    rowKey: ticketRowKey,
    state: record.expiredAtUtc === undefined ? record.state : "expired",
    number: record.ref?.number ?? "",
    connection: record.connection,
    route: record.route,
    changedAtUtc: record.changedAtUtc,
    writtenBy,
  };
  if (json.length <= rowChars) return { ...row, ...jsonColumns(json) };
  const blob = `${ticketBlobs(record.correlationId)}${keyPart(writtenBy)}.json`;
  await blobs.put(blob, json, workLimits);
  return { ...row, blob };
}

export async function recordOfRow(
  row: Readonly<Record<string, unknown>>,
  blobs: BodyBlobs,
): Promise<TicketRecord> {
  const blob = row["blob"];
  const json = typeof blob === "string" ? await blobs.get(blob, workLimits) : jsonOfColumns(row);
  if (json === undefined) {
    throw new BridgeError("STORAGE_UNAVAILABLE", `the ticket's blob is gone: ${String(blob)}`);
  }
  return JSON.parse(json) as TicketRecord;
}
