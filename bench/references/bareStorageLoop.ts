/**
 * The least that anything durable does with an alert on Azure Storage: into a queue, out of it in batches of 32, one row,
 * out of the queue for good. Nothing is recognised, nothing is posted, nothing survives a crash in between.
 */
import { randomUUID } from "node:crypto";
import { TableClient } from "@azure/data-tables";
import { QueueServiceClient } from "@azure/storage-queue";
import { serveParent } from "../processes/parentChannel.ts";

const mostWaiting = 64;
const senders = 8;

const connectionString = process.env["STORAGE"] ?? "";
const queue = QueueServiceClient.fromConnectionString(connectionString).getQueueClient("bare-loop");
const table = TableClient.fromConnectionString(connectionString, "BareLoop", {
  allowInsecureConnection: true,
});
await Promise.all([queue.createIfNotExists(), table.createTable()]);

/** Resolves with the seconds it took. */
async function run({ bodies }: { readonly bodies: readonly string[] }): Promise<number> {
  const startedMs = performance.now();
  let unfinished = 0;
  let done = 0;
  let whenRoom: (() => void)[] = [];
  const left = bodies.values();

  async function send(): Promise<void> {
    for (const body of left) {
      while (unfinished >= mostWaiting) await new Promise<void>((resolve) => whenRoom.push(resolve));
      unfinished += 1;
      await queue.sendMessage(Buffer.from(body).toString("base64"), { messageTimeToLive: -1 });
    }
  }

  async function receive(): Promise<void> {
    while (done < bodies.length) {
      const { receivedMessageItems } = await queue.receiveMessages({
        numberOfMessages: 32,
        visibilityTimeout: 60,
      });
      await Promise.all(
        receivedMessageItems.map(async ({ messageId, popReceipt, messageText }) => {
          await table.createEntity({ partitionKey: randomUUID(), rowKey: "alert", body: messageText });
          await queue.deleteMessage(messageId, popReceipt);
          done += 1;
          unfinished -= 1;
          const waiting = whenRoom;
          whenRoom = [];
          for (const go of waiting) go();
        }),
      );
    }
  }

  await Promise.all([receive(), ...Array.from({ length: senders }, send)]);
  return (performance.now() - startedMs) / 1000;
}

serveParent(undefined, { run });
