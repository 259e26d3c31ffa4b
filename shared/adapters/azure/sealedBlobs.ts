import type { ContainerClient } from "@azure/storage-blob";

import type { KeyRing } from "../../secrets/sealingKey.ts";
import { open, seal } from "./seal.ts";
import { codeOf, statusOf, storageCall, workLimits } from "./storageCall.ts";

export type SealedText = { readonly text: string; readonly version: string };

/** Texts that only the bridge can read. Every method throws BridgeError STORAGE_UNAVAILABLE, and as the key ring does. */
export type SealedBlobs = {
  /** `undefined`: not there. Throws BridgeError SECRET_UNREADABLE, too. */
  read(name: string): Promise<SealedText | undefined>;
  /** `anyVersion`: whatever is there. Otherwise only over the expected version; `undefined`: only if nothing is there. */
  write(
    name: string,
    text: string,
    expectedVersion: string | undefined | typeof anyVersion,
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }>;
  /** What is not there is no fault. */
  remove(name: string): Promise<void>;
  names(prefix: string): Promise<readonly string[]>;
};

export const anyVersion = Symbol("any version");

/** Blobs of one container, sealed for their very names. The container is created when something is written first. */
export function sealedBlobs(container: () => Promise<ContainerClient>, keys: KeyRing): SealedBlobs {
  const placeOf = (client: ContainerClient, name: string) => `${client.containerName}/${name}`;

  async function download(client: ContainerClient, name: string, abortSignal: AbortSignal) {
    const blob = client.getBlockBlobClient(name);
    try {
      // The version comes with the very bytes: asked for in two calls, they could be of two writes.
      const { etag, readableStreamBody } = await blob.download(0, undefined, { abortSignal });
      if (etag === undefined || readableStreamBody === undefined)
        throw new Error("A blob came without its contents.");
      const parts: Buffer[] = [];
      for await (const part of readableStreamBody) parts.push(Buffer.from(part));
      return { stored: Buffer.concat(parts).toString(), version: etag };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  return {
    async read(name) {
      const client = await container();
      const found = await storageCall(`reading blob ${name}`, workLimits, ({ abortSignal }) =>
        download(client, name, abortSignal),
      );
      if (found === undefined) return undefined;
      return { text: await open(found.stored, placeOf(client, name), keys), version: found.version };
    },

    async write(name, text, expectedVersion) {
      const client = await container();
      const sealed = await seal(text, placeOf(client, name), keys);
      const body = Buffer.from(sealed);
      const upload = async (abortSignal: AbortSignal) => {
        const { etag } = await client.getBlockBlobClient(name).upload(body, body.length, {
          abortSignal,
          conditions: conditionsFor(expectedVersion),
          blobHTTPHeaders: { blobContentType: "application/json" },
        });
        if (etag === undefined) throw new Error("Blob Storage answered a write without an ETag.");
        return { kind: "written", version: etag } as const;
      };
      return storageCall(`writing blob ${name}`, workLimits, async ({ abortSignal, isRepeated }) => {
        try {
          return await inContainer(client, abortSignal, () => upload(abortSignal));
        } catch (error) {
          if (!isConflict(error)) throw error;
          // The try before may have been carried out although its answer was lost. No two sealed texts are the same.
          const there = isRepeated ? await download(client, name, abortSignal) : undefined;
          return there?.stored === sealed
            ? { kind: "written", version: there.version }
            : { kind: "conflict" };
        }
      });
    },

    async remove(name) {
      const client = await container();
      await storageCall(`removing blob ${name}`, workLimits, async ({ abortSignal }) => {
        try {
          await client.getBlobClient(name).deleteIfExists({ abortSignal });
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
        }
      });
    },

    async names(prefix) {
      const client = await container();
      return storageCall("listing blobs", workLimits, async ({ abortSignal }) => {
        try {
          const names: string[] = [];
          for await (const { name } of client.listBlobsFlat({ prefix, abortSignal })) names.push(name);
          return names;
        } catch (error) {
          if (codeOf(error) === "ContainerNotFound") return [];
          throw error;
        }
      });
    },
  };
}

/** Creates the container if it turns out to be missing, and does it once more. */
export async function inContainer<T>(
  client: ContainerClient,
  abortSignal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (codeOf(error) !== "ContainerNotFound") throw error;
    await client.createIfNotExists({ abortSignal });
    return call();
  }
}

function conditionsFor(expected: string | undefined | typeof anyVersion) {
  if (expected === anyVersion) return {};
  return expected === undefined ? { ifNoneMatch: "*" } : { ifMatch: expected };
}

/** 404: what was to be replaced is gone. */
function isConflict(error: unknown): boolean {
  const status = statusOf(error);
  return status === 412 || status === 409 || (status === 404 && codeOf(error) !== "ContainerNotFound");
}
