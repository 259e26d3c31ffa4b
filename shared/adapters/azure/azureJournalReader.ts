import type { JournalReader } from "../../delivery/ports.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { entryOfRow, journalRows } from "./journalRow.ts";
import { keyPart } from "./tableKeys.ts";
import { quoted, rowPage } from "./tableRange.ts";

export function azureJournalReader({ tickets }: Pick<AzureStorage, "tickets">): JournalReader {
  return {
    async entries(partition, { limit, continuation, deliveryId }) {
      const range = {
        partitionKey: keyPart(partition),
        ...journalRows,
        where: deliveryId === undefined ? undefined : `deliveryId eq ${quoted(deliveryId)}`,
      };
      const page = await rowPage(tickets, range, limit, continuation);
      return { entries: page.rows.map(entryOfRow), continuation: page.continuation };
    },
  };
}
