import type { TransactionAction } from "@azure/data-tables";
import type { IndexRow, TicketIndex } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { StoredIndexRow } from "../../retention/storedHistory.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { groupCommit } from "./groupCommit.ts";
import { statusOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart, newestFirst, textOfKeyPart } from "./tableKeys.ts";
import { allRows, rowPage, type Row } from "./tableRange.ts";

/** One partition, so that rows of many tickets go into one transaction. */
export const indexPartition = "index";
const partitionKey = indexPartition;

/** https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
const transactionRows = 100;

/** All that a row says is in its key: `number|INC0010001|atb-…`. */
export function azureTicketIndex({ index }: Pick<AzureStorage, "index">): TicketIndex {
  const add = groupCommit<string>({
    limit: transactionRows,
    keyOf: (rowKey) => rowKey,
    isRefusal: (error) => error instanceof BridgeError && statusOf(error.cause) === 400,
    async write(rowKeys) {
      const actions = rowKeys.map((rowKey): TransactionAction => {
        return ["upsert", { partitionKey, rowKey }, "Replace"];
      });
      await storageCall("writing index rows", workLimits, async ({ abortSignal }) => {
        await index.submitTransaction(actions, { abortSignal });
      });
    },
  });

  async function correlationIds(prefix: string): Promise<readonly string[]> {
    const range = { partitionKey, ...rangeOf(prefix), columns: ["RowKey"] };
    return (await allRows(index, range)).map(correlationIdOf);
  }

  return {
    async add(rows) {
      if (rows.length > 0) await add([...new Set(rows.map(rowKeyOf))]);
    },
    byTicketNumber: (number) => correlationIds(prefixes.number(number)),
    byIdentity: (identityHash) => correlationIds(prefixes.identity(identityHash)),
    byAlertId: (alertId) => correlationIds(prefixes.alertId(alertId)),
    async newest(limit, continuation) {
      const range = { partitionKey, ...rangeOf("time|"), columns: ["RowKey"] };
      const page = await rowPage(index, range, limit, continuation);
      return { correlationIds: page.rows.map(correlationIdOf), continuation: page.continuation };
    },
  };
}

const prefixes = {
  number: (number: string) => `number|${keyPart(number.toUpperCase())}|`,
  identity: (identityHash: string) => `identity|${keyPart(identityHash)}|`,
  alertId: (alertId: string) => `alertId|${keyPart(alertId.toLowerCase())}|`,
  time: (openedAtUtc: string) => `time|${newestFirst(openedAtUtc)}|`,
};

function rowKeyOf(row: IndexRow): string {
  return prefixOf(row) + keyPart(row.correlationId);
}

function prefixOf(row: IndexRow): string {
  switch (row.by) {
    case "number":
      return prefixes.number(row.number);
    case "identity":
      return prefixes.identity(row.identityHash);
    case "alertId":
      return prefixes.alertId(row.alertId);
    case "time":
      return prefixes.time(row.openedAtUtc);
  }
}

/** `}` is the character after `|`, in which every prefix ends. */
function rangeOf(prefix: string): { from: string; to: string } {
  return { from: prefix, to: `${prefix.slice(0, -1)}}` };
}

/** What a row's key says. */
export function indexRowOf(rowKey: string): StoredIndexRow {
  const [kind, id = ""] = rowKey.split("|");
  const correlationId = textOfKeyPart(rowKey.slice(rowKey.lastIndexOf("|") + 1));
  return { key: rowKey, correlationId, alertId: kind === "alertId" ? readableKey(id) : undefined };
}

/** `undefined` for what is represented by its hash. */
function readableKey(part: string): string | undefined {
  return part.startsWith("=sha256=") ? undefined : textOfKeyPart(part);
}

function correlationIdOf(row: Row): string {
  return textOfKeyPart(row.rowKey.slice(row.rowKey.lastIndexOf("|") + 1));
}
