import type { QueueClient } from "@azure/storage-queue";

/** A message that is ours until its lease ends. Times are ISO moments. */
export type QueuedMessage = {
  readonly id: string;
  readonly text: string;
  readonly popReceipt: string;
  readonly dequeueCount: number;
  readonly insertedOnUtc: string;
  readonly expiresOnUtc: string;
  readonly nextVisibleOnUtc: string;
};

/** What the listener needs from a storage queue. Every method rejects when storage cannot be reached. */
export type MessageQueue = {
  readonly name: string;
  createIfMissing(): Promise<void>;
  receive(count: number, leaseMs: number): Promise<QueuedMessage[]>;
  /** Hides the message for `ms` from now; resolves to its new pop receipt. */
  hide(id: string, popReceipt: string, ms: number): Promise<string>;
  delete(id: string, popReceipt: string): Promise<void>;
  /** Creates the queue if need be. The message never expires. */
  send(text: string): Promise<void>;
};

/** The service counts in whole seconds: anything shorter than a second lasts one. */
const toSeconds = (ms: number) => Math.ceil(ms / 1000);

export function storageMessageQueue(client: QueueClient): MessageQueue {
  return {
    name: client.name,
    async createIfMissing() {
      await client.createIfNotExists();
    },
    async receive(count, leaseMs) {
      const { receivedMessageItems } = await client.receiveMessages({
        numberOfMessages: count,
        visibilityTimeout: toSeconds(leaseMs),
      });
      return receivedMessageItems.map((item) => ({
        id: item.messageId,
        text: item.messageText,
        popReceipt: item.popReceipt,
        dequeueCount: item.dequeueCount,
        insertedOnUtc: item.insertedOn.toISOString(),
        expiresOnUtc: item.expiresOn.toISOString(),
        nextVisibleOnUtc: item.nextVisibleOn.toISOString(),
      }));
    },
    async hide(id, popReceipt, ms) {
      // Without a text the message keeps its own.
      const updated = await client.updateMessage(id, popReceipt, undefined, toSeconds(ms));
      return updated.popReceipt ?? popReceipt;
    },
    async delete(id, popReceipt) {
      await client.deleteMessage(id, popReceipt);
    },
    async send(text) {
      const options = { messageTimeToLive: -1 };
      try {
        await client.sendMessage(text, options);
      } catch (error) {
        if (!isMissingQueue(error)) throw error;
        await client.createIfNotExists();
        await client.sendMessage(text, options);
      }
    },
  };
}

/** Told by what it looks like, so that an app without queues need not load the SDK. */
function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

export function isMissingQueue(error: unknown): boolean {
  return codeOf(error) === "QueueNotFound";
}

/** Whether the message is no longer ours: its lease has ended and somebody else has it, or it is gone. */
export function isLostMessage(error: unknown): boolean {
  return ["MessageNotFound", "PopReceiptMismatch"].some((code) => code === codeOf(error));
}
