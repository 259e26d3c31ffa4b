import type { Trial, Trials } from "../../poison/trial.ts";
import type { AzureStorage } from "./azureStorage.ts";
import { codeOf, isMissing, storageCall, workLimits } from "./storageCall.ts";

export const trialPartition = "trial";

/** One small row for each message that is tried alone, or did not survive it. */
export function azureTrials({ index }: Pick<AzureStorage, "index">): Trials {
  async function read(key: string, abortSignal: AbortSignal): Promise<Trial | undefined> {
    try {
      const row = await index.getEntity(trialPartition, key, { abortSignal });
      return {
        key,
        deliveryId: String(row["deliveryId"]),
        attempt: Number(row["attempt"]),
        startedAtUtc: String(row["startedAtUtc"]),
        processId: String(row["processId"]),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    async begin({ key, ...trial }) {
      const row = { partitionKey: trialPartition, rowKey: key, ...trial };
      return await storageCall("noting a trial", workLimits, async ({ abortSignal, isRepeated }) => {
        try {
          await index.createEntity(row, { abortSignal });
          return undefined;
        } catch (error) {
          if (codeOf(error) !== "EntityAlreadyExists") throw error;
          const former = await read(key, abortSignal);
          // The try before may have been carried out although its answer was lost.
          const isOurs =
            isRepeated && former?.processId === trial.processId && former.startedAtUtc === trial.startedAtUtc;
          return isOurs ? undefined : former;
        }
      });
    },
    async end(key) {
      await storageCall("ending a trial", workLimits, async ({ abortSignal }) => {
        try {
          await index.deleteEntity(trialPartition, key, { abortSignal });
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      });
    },
  };
}
