import type { ContainerClient, ContainerListBlobFlatSegmentResponse } from "@azure/storage-blob";
import type { AzureStorage } from "./azureStorage.ts";
import { codeOf, isMissing, storageCall, workLimits } from "./storageCall.ts";
import { keptLetters } from "./deadLetterRows.ts";
import { ticketFolder, ticketRowKey } from "./ticketRow.ts";

const batchSize = 100;

/** Bodies that were written before and belong to nothing that is kept: a kept letter's goes with the letter. */
export async function* oldBodies(
  { bodies, tickets }: Pick<AzureStorage, "bodies" | "tickets">,
  beforeUtc: string,
): AsyncGenerator<readonly string[]> {
  for await (const blobs of batches(bodies, "")) {
    const old: string[] = [];
    for (const { name, writtenMs } of blobs) {
      if (writtenMs >= Date.parse(beforeUtc) || name.startsWith(keptLetters)) continue;
      if (name.startsWith(ticketFolder) && (await isReferenced(name))) continue;
      old.push(name);
    }
    if (old.length > 0) yield old;
  }

  /** A ticket too large for its row points to its newest body; the former ones are left over. */
  async function isReferenced(name: string): Promise<boolean> {
    const partitionKey = name.slice(ticketFolder.length).split("/")[0] ?? "";
    return storageCall("reading a ticket", workLimits, async ({ abortSignal }) => {
      try {
        const row = await tickets.getEntity(partitionKey, ticketRowKey, { abortSignal });
        return row["blob"] === name;
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    });
  }
}

export async function removeBodies(
  container: () => Promise<ContainerClient>,
  names: readonly string[],
): Promise<void> {
  const client = await container();
  for (const name of names) {
    await storageCall(`removing blob ${name}`, workLimits, async ({ abortSignal }) => {
      await client.getBlobClient(name).deleteIfExists({ abortSignal });
    });
  }
}

/** All whose names begin so. */
export async function removeBodiesUnder(
  container: () => Promise<ContainerClient>,
  prefix: string,
): Promise<void> {
  for await (const blobs of batches(container, prefix)) {
    await removeBodies(
      container,
      blobs.map(({ name }) => name),
    );
  }
}

async function* batches(container: () => Promise<ContainerClient>, prefix: string) {
  const client = await container();
  let continuationToken: string | undefined;
  do {
    const page = await storageCall("listing blobs", workLimits, async ({ abortSignal }) => {
      const pages = client.listBlobsFlat({ prefix, abortSignal }).byPage({
        maxPageSize: batchSize,
        ...(continuationToken === undefined ? {} : { continuationToken }),
      });
      try {
        return (await pages.next()).value as ContainerListBlobFlatSegmentResponse | undefined;
      } catch (error) {
        // Whoever writes the first blob creates it.
        if (codeOf(error) === "ContainerNotFound") return undefined;
        throw error;
      }
    });
    if (page === undefined) return;
    yield page.segment.blobItems.map(({ name, properties }) => ({
      name,
      writtenMs: properties.lastModified.getTime(),
    }));
    continuationToken = page.continuationToken === "" ? undefined : page.continuationToken;
  } while (continuationToken !== undefined);
}
