import { TableClient, TableServiceClient } from "@azure/data-tables";
import { BlobServiceClient } from "@azure/storage-blob";
import { QueueServiceClient } from "@azure/storage-queue";

import type { Trace } from "./findLeaks.ts";

const insecure = { allowInsecureConnection: true };

/** Everything that stands in a storage account: each row, each message, each blob. */
export async function storedTraces(connectionString: string): Promise<readonly Trace[]> {
  const parts = await Promise.all([
    tableTraces(connectionString),
    queueTraces(connectionString),
    blobTraces(connectionString),
  ]);
  return parts.flat();
}

async function tableTraces(connectionString: string): Promise<Trace[]> {
  const traces: Trace[] = [];
  for await (const { name } of TableServiceClient.fromConnectionString(
    connectionString,
    insecure,
  ).listTables()) {
    if (name === undefined) continue;
    const table = TableClient.fromConnectionString(connectionString, name, insecure);
    for await (const row of table.listEntities()) {
      const { partitionKey = "", rowKey = "" } = row;
      traces.push({ where: `table ${name}, row ${partitionKey} ${rowKey}`, text: JSON.stringify(row) });
    }
  }
  return traces;
}

async function queueTraces(connectionString: string): Promise<Trace[]> {
  const traces: Trace[] = [];
  const queues = QueueServiceClient.fromConnectionString(connectionString);
  for await (const { name } of queues.listQueues()) {
    const { peekedMessageItems } = await queues.getQueueClient(name).peekMessages({ numberOfMessages: 32 });
    for (const { messageText } of peekedMessageItems) {
      traces.push({
        where: `queue ${name}`,
        text: `${messageText}\n${Buffer.from(messageText, "base64").toString()}`,
      });
    }
  }
  return traces;
}

async function blobTraces(connectionString: string): Promise<Trace[]> {
  const traces: Trace[] = [];
  const service = BlobServiceClient.fromConnectionString(connectionString);
  for await (const { name: containerName } of service.listContainers()) {
    const container = service.getContainerClient(containerName);
    for await (const { name } of container.listBlobsFlat({ includeMetadata: true })) {
      const blob = container.getBlobClient(name);
      const { contentLength = 0, metadata } = await blob.getProperties();
      const text = contentLength === 0 ? "" : (await blob.downloadToBuffer()).toString("latin1");
      traces.push({ where: `blob ${containerName}/${name}`, text: `${text}\n${JSON.stringify(metadata)}` });
    }
  }
  return traces;
}
