import { randomUUID } from "node:crypto";

import type { ContainerClient } from "@azure/storage-blob";

import { BridgeError } from "../../failures/bridgeError.ts";
import { leaseMs, type TokenSet, type TokenStore } from "../../tokens/tokenStore.ts";
import { inContainer, type SealedBlobs } from "./sealedBlobs.ts";
import { codeOf, statusOf, storageCall, workLimits } from "./storageCall.ts";
import { keyPart } from "./tableKeys.ts";

const tokensOf = (connection: string) => `tokens/${keyPart(connection)}`;
const lockOf = (connection: string) => `locks/${keyPart(connection)}`;

/**
 * Tokens as sealed blobs beside the secrets, and a lease on an empty blob of the connection for who renews them. The
 * lease is Blob Storage's own: whoever is killed loses it when its time is over.
 */
export function azureTokenStore(container: () => Promise<ContainerClient>, blobs: SealedBlobs): TokenStore {
  return {
    async read(connection) {
      const found = await blobs.read(tokensOf(connection));
      return found && { tokens: JSON.parse(found.text) as TokenSet, version: found.version };
    },
    write: (tokens, expectedVersion) =>
      blobs.write(tokensOf(tokens.connection), JSON.stringify(tokens), expectedVersion),
    remove: (connection) => blobs.remove(tokensOf(connection)),

    async lease(connection, holdMs) {
      const client = await container();
      const blob = client.getBlockBlobClient(lockOf(connection));
      // Chosen by us: whoever asks again under the same id, because the answer was lost, is given the same lease.
      const lease = blob.getBlobLeaseClient(randomUUID());
      const seconds = leaseMs(holdMs) / 1000;

      const acquire = async (abortSignal: AbortSignal) => {
        try {
          await lease.acquireLease(seconds, { abortSignal });
        } catch (error) {
          if (statusOf(error) !== 404) throw error;
          await inContainer(client, abortSignal, () => createIfMissing(abortSignal));
          await lease.acquireLease(seconds, { abortSignal });
        }
        return true;
      };
      const createIfMissing = async (abortSignal: AbortSignal) => {
        try {
          await blob.upload("", 0, { abortSignal, conditions: { ifNoneMatch: "*" } });
        } catch (error) {
          // Somebody else was faster, and may even hold it already.
          if (statusOf(error) !== 409 && statusOf(error) !== 412) throw error;
        }
      };

      const isMine = await storageCall(`leasing ${blob.name}`, workLimits, async ({ abortSignal }) => {
        try {
          return await acquire(abortSignal);
        } catch (error) {
          if (codeOf(error) === "LeaseAlreadyPresent") return false;
          throw error;
        }
      });
      if (!isMine) return undefined;
      return {
        renew: () =>
          leftToItsEnd(`renewing ${blob.name}`, (abortSignal) => lease.renewLease({ abortSignal })),
        release: () =>
          leftToItsEnd(`releasing ${blob.name}`, (abortSignal) => lease.releaseLease({ abortSignal })),
      };
    },
  };
}

/** Does something with a lease that one has, or had: whatever keeps it from being done, the lease ends by itself. */
async function leftToItsEnd(
  what: string,
  act: (abortSignal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  try {
    await storageCall(what, workLimits, async ({ abortSignal }) => {
      try {
        await act(abortSignal);
      } catch (error) {
        // It ended by itself, and somebody else may have it now.
        if (![404, 409, 412].includes(statusOf(error) ?? 0)) throw error;
      }
    });
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
  }
}
