import type { TableClient, TransactionAction } from "@azure/data-tables";
import { codeOf, isMissing, storageCall, workLimits } from "./storageCall.ts";

/** https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions */
const transactionRows = 100;

/** Rows of one partition, many at once; one by one if somebody else has removed one of them meanwhile. */
export async function removeRows(
  table: TableClient,
  partitionKey: string,
  rowKeys: readonly string[],
): Promise<void> {
  for (let from = 0; from < rowKeys.length; from += transactionRows) {
    const some = rowKeys.slice(from, from + transactionRows);
    const actions = some.map((rowKey): TransactionAction => ["delete", { partitionKey, rowKey }]);
    await storageCall("removing rows", workLimits, async ({ abortSignal }) => {
      try {
        await table.submitTransaction(actions, { abortSignal });
      } catch (error) {
        if (!isMissing(error) && codeOf(error) !== "ResourceNotFound") throw error;
        for (const rowKey of some) {
          await table.deleteEntity(partitionKey, rowKey, { abortSignal }).catch((problem: unknown) => {
            if (!isMissing(problem)) throw problem;
          });
        }
      }
    });
  }
}
