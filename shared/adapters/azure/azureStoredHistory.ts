import type { QueueClient } from "@azure/storage-queue";
import type { StoredTicket } from "../../delivery/ports.ts";
import type { StoredHistory } from "../../retention/storedHistory.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { azureBodyBlobs } from "./bodyBlobs.ts";
import { indexRowsWhere, removeIndexRows } from "./indexRows.ts";
import { oldBodies, removeBodies, removeBodiesUnder } from "./oldBodies.ts";
import { oldLeftovers, removeLeftovers } from "./oldLeftovers.ts";
import { entryOfRow, journalRows } from "./journalRow.ts";
import { removeRows } from "./removeRows.ts";
import { isMissing, statusOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart, textOfKeyPart } from "./tableKeys.ts";
import { batchesOf, quoted } from "./tableRange.ts";
import { recordOfRow, ticketBlobs, ticketRowKey } from "./ticketRow.ts";

const peekedMessages = 32;

/** Whole tables are read here, in batches: nobody waits for it. */
export function azureStoredHistory(storage: AzureStorage): StoredHistory {
  const { tickets, index } = storage;
  const blobs = azureBodyBlobs(storage.bodies);

  return {
    async *journals(beforeUtc) {
      const to = `${journalRows.from}${beforeUtc}`;
      const where = `RowKey ge ${quoted(journalRows.from)} and RowKey lt ${quoted(to)}`;
      for await (const rows of batchesOf(tickets, where)) {
        yield rows.map((row) => ({
          partition: textOfKeyPart(row.partitionKey ?? ""),
          key: row.rowKey,
          entry: entryOfRow(row),
        }));
      }
    },

    async removeEntries(entries) {
      for (const [partition, ofPartition] of Map.groupBy(entries, (entry) => entry.partition)) {
        const keys = ofPartition.map(({ key }) => key);
        await removeRows(tickets, keyPart(partition), keys);
      }
    },

    async *tickets(unchangedSinceUtc) {
      const where = `RowKey eq ${quoted(ticketRowKey)} and changedAtUtc lt ${quoted(unchangedSinceUtc)} and state ne 'open' and state ne 'expired'`;
      for await (const rows of batchesOf(tickets, where)) {
        const stored: StoredTicket[] = [];
        for (const row of rows) stored.push({ record: await recordOfRow(row, blobs), version: row.etag });
        yield stored;
      }
    },

    async removeTicket({ record, version }) {
      const isRemoved = await storageCall("removing a ticket", workLimits, async ({ abortSignal }) => {
        try {
          await tickets.deleteEntity(keyPart(record.correlationId), ticketRowKey, {
            etag: version,
            abortSignal,
          });
          return true;
        } catch (error) {
          if (isMissing(error) || statusOf(error) === 412) return false;
          throw error;
        }
      });
      if (isRemoved) await removeBodiesUnder(storage.bodies, ticketBlobs(record.correlationId));
      return isRemoved;
    },

    indexRows: (beforeUtc) => indexRowsWhere(index, `Timestamp lt datetime${quoted(beforeUtc)}`),
    removeIndexRows: (rows) => removeIndexRows(index, rows),

    bodies: (beforeUtc) => oldBodies(storage, beforeUtc),
    removeBodies: (names) => removeBodies(storage.bodies, names),

    leftovers: (beforeUtc) => oldLeftovers(storage, beforeUtc),
    removeLeftovers: (leftovers) => removeLeftovers(storage, leftovers),

    async oldestWaitingUtc() {
      const { workQueue, criticalWorkQueue, trialQueue, deadLetterQueue } = storage;
      const queues = [workQueue, criticalWorkQueue, trialQueue, deadLetterQueue];
      const moments = (await Promise.all(queues.map(insertedOn))).flat();
      return moments.length === 0 ? undefined : new Date(Math.min(...moments)).toISOString();
    },
  };
}

async function insertedOn(queue: QueueClient): Promise<number[]> {
  return await storageCall(`looking into queue ${queue.name}`, workLimits, async ({ abortSignal }) => {
    const { peekedMessageItems } = await queue.peekMessages({
      numberOfMessages: peekedMessages,
      abortSignal,
    });
    return peekedMessageItems.map(({ insertedOn: moment }) => moment.getTime());
  });
}
