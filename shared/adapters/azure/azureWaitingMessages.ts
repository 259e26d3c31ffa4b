import { readableEnvelope } from "../../delivery/parseEnvelope.ts";
import type { WaitingMessages } from "../../delivery/ports.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { jsonColumns, jsonOfColumns, rowChars, rowJson } from "./rowJson.ts";
import { isMissing, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";
import { allRows, type Row } from "./tableRange.ts";

const partitionKey = "waiting";

/** One row for each message that waits, under the name of its process. */
export function azureWaitingMessages(
  { index }: Pick<AzureStorage, "index">,
  processId: string,
): WaitingMessages {
  const rowKeyOf = (deliveryId: string) => `${keyPart(processId)}|${keyPart(deliveryId)}`;

  async function remove(rowKey: string): Promise<void> {
    await storageCall("releasing a waiting message", workLimits, async ({ abortSignal }) => {
      try {
        await index.deleteEntity(partitionKey, rowKey, { abortSignal });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    });
  }

  function rowsBy(otherProcessId: string): Promise<readonly Row[]> {
    const prefix = keyPart(otherProcessId);
    return allRows(index, { partitionKey, from: `${prefix}|`, to: `${prefix}}` });
  }

  return {
    async keep(envelope) {
      const json = rowJson(envelope);
      // Too large for a row: very rare, and the host's own redelivery brings it back.
      if (json.length > rowChars) return;
      const row = { partitionKey, rowKey: rowKeyOf(envelope.deliveryId), ...jsonColumns(json) };
      await storageCall("keeping a waiting message", workLimits, async ({ abortSignal }) => {
        await index.upsertEntity(row, "Replace", { abortSignal });
      });
    },
    release: (deliveryId) => remove(rowKeyOf(deliveryId)),
    async keptBy(otherProcessId) {
      const rows = await rowsBy(otherProcessId);
      return rows.flatMap((row) => readableEnvelope(JSON.parse(jsonOfColumns(row))) ?? []);
    },
    async forget(otherProcessId) {
      for (const { rowKey } of await rowsBy(otherProcessId)) await remove(rowKey);
    },
  };
}
