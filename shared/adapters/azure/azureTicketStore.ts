import type { TableClient } from "@azure/data-tables";
import type { TicketStore } from "../../delivery/ports.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import { journalRow, type JournalRow } from "./journalRow.ts";
import { codeOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { recordOfRow, ticketRow, ticketRowKey, type TicketRow } from "./ticketRow.ts";
import { isConflict, rowIfThere } from "./versionedRow.ts";

/** `writerId`: unique among all processes, now and ever. */
export function azureTicketStore(
  storage: Pick<AzureStorage, "tickets" | "bodies">,
  writerId: string,
): TicketStore {
  const { tickets } = storage;
  const blobs = azureBodyBlobs(storage.bodies);
  let writes = 0;

  const readOnce = (partitionKey: string, abortSignal: AbortSignal) =>
    rowIfThere(tickets, { partitionKey, rowKey: ticketRowKey }, abortSignal);

  return {
    async read(correlationId) {
      const row = await storageCall("reading a ticket", workLimits, ({ abortSignal }) =>
        readOnce(keyPart(correlationId), abortSignal),
      );
      return row === undefined ? undefined : { record: await recordOfRow(row, blobs), version: row.etag };
    },

    async write(record, expectedVersion, journal) {
      writes += 1;
      const row = await ticketRow(record, `${writerId}-${writes}`, blobs);
      const entry = journal === undefined ? undefined : journalRow(record.correlationId, journal);
      return await storageCall("writing a ticket", workLimits, async ({ abortSignal, isRepeated }) => {
        try {
          return {
            kind: "written",
            version: await commit(tickets, row, expectedVersion, entry, abortSignal),
          };
        } catch (error) {
          if (!isConflict(error)) throw error;
          // The try before may have been carried out although its answer was lost: then the conflict is with ourselves.
          const there = isRepeated ? await readOnce(row.partitionKey, abortSignal) : undefined;
          if (there !== undefined && there["writtenBy"] === row["writtenBy"]) {
            return { kind: "written", version: there.etag };
          }
          return { kind: "conflict" };
        }
      });
    },

    async appendJournal(partition, entry) {
      const row = journalRow(partition, entry);
      await storageCall("writing a journal entry", workLimits, async ({ abortSignal }) => {
        try {
          await tickets.createEntity(row, { abortSignal });
        } catch (error) {
          if (codeOf(error) !== "EntityAlreadyExists") throw error;
        }
      });
    },
  };
}

/** Writes the rows in one request. Returns the ticket row's new ETag. */
async function commit(
  tickets: TableClient,
  row: TicketRow,
  expectedVersion: string | undefined,
  entry: JournalRow | undefined,
  abortSignal: AbortSignal,
): Promise<string> {
  if (entry === undefined) {
    const written =
      expectedVersion === undefined
        ? await tickets.createEntity(row, { abortSignal })
        : await tickets.updateEntity(row, "Replace", { etag: expectedVersion, abortSignal });
    return etagOf(written.etag);
  }
  const { subResponses } = await tickets.submitTransaction(
    [
      expectedVersion === undefined ? ["create", row] : ["update", row, "Replace", { etag: expectedVersion }],
      ["upsert", entry, "Replace"],
    ],
    { abortSignal },
  );
  return etagOf(subResponses[0]?.etag);
}

function etagOf(etag: string | undefined): string {
  if (etag === undefined) throw new Error("Table Storage answered a write without an ETag.");
  return etag;
}
