import type { ContainerClient } from "@azure/storage-blob";
import { codeOf, statusOf, storageCall, type StorageCallLimits } from "./storageCall.ts";

/** JSON texts that fit into no message and no row. Names are paths with `/`. */
export type BodyBlobs = {
  /** Writing the same name again replaces it. Throws BridgeError STORAGE_UNAVAILABLE. */
  put(name: string, text: string, limits: StorageCallLimits, within?: AbortSignal): Promise<void>;
  /** `undefined`: not there. Throws BridgeError STORAGE_UNAVAILABLE. */
  get(name: string, limits: StorageCallLimits): Promise<string | undefined>;
};

export function azureBodyBlobs(container: () => Promise<ContainerClient>): BodyBlobs {
  return {
    async put(name, text, limits, within) {
      const body = Buffer.from(text);
      const client = await container();
      const blob = client.getBlockBlobClient(name);
      const write = async (abortSignal: AbortSignal) => {
        await blob.upload(body, body.length, {
          abortSignal,
          blobHTTPHeaders: { blobContentType: "application/json" },
        });
      };
      const writeOrCreate = async (abortSignal: AbortSignal) => {
        try {
          await write(abortSignal);
        } catch (error) {
          if (codeOf(error) !== "ContainerNotFound") throw error;
          await client.createIfNotExists({ abortSignal });
          await write(abortSignal);
        }
      };
      await storageCall(
        `writing blob ${name}`,
        limits,
        ({ abortSignal }) => writeOrCreate(abortSignal),
        within,
      );
    },
    async get(name, limits) {
      const blob = (await container()).getBlockBlobClient(name);
      return await storageCall(`reading blob ${name}`, limits, async ({ abortSignal }) => {
        try {
          return (await blob.downloadToBuffer(0, undefined, { abortSignal })).toString();
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      });
    },
  };
}
