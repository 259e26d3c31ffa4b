import type { QueueClient } from "@azure/storage-queue";
import * as z from "zod";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { BodyBlobs } from "./bodyBlobs.ts";
import { sendLimits, storageCall, workLimits, type StorageCallLimits } from "./storageCall.ts";

/**
 * Azure refuses a message above 64 KiB, which is 48 KiB before base64. A little is left for the XML around it.
 * https://learn.microsoft.com/rest/api/storageservices/put-message
 */
const largestMessageBytes = 48_000;

/** Azure refuses a longer visibility time-out (same page). */
const longestDelaySeconds = 7 * 24 * 60 * 60;

const Pointer = z.object({ v: z.literal(1), kind: z.literal("pointer"), blob: z.string().min(1) });

export type QueueMessages = {
  /**
   * `blob`: where the value goes if it is too large for a message. Throws BridgeError STORAGE_UNAVAILABLE, also once
   * `until` is aborted.
   */
  send(value: object, blob: string, delayMs?: number, until?: AbortSignal): Promise<void>;
  /** The JSON value that was sent. Throws BridgeError MESSAGE_UNREADABLE and STORAGE_UNAVAILABLE. */
  open(message: unknown): Promise<unknown>;
};

/** What both queues have in common: JSON in base64 that never expires, and a claim check for what is too large. */
export function queueMessages(
  queue: QueueClient,
  blobs: BodyBlobs,
  limits: StorageCallLimits = sendLimits,
): QueueMessages {
  return {
    async send(value, blob, delayMs = 0, until) {
      const json = JSON.stringify(value);
      // Blob and message together have to keep to the sender's patience.
      const patience = AbortSignal.timeout(limits.tries * (limits.tryTimeoutMs + 100));
      const within = until === undefined ? patience : AbortSignal.any([patience, until]);
      let content = json;
      if (Buffer.byteLength(json) > largestMessageBytes) {
        await blobs.put(blob, json, limits, within);
        content = JSON.stringify({ v: 1, kind: "pointer", blob } satisfies z.infer<typeof Pointer>);
      }
      const text = Buffer.from(content).toString("base64");
      const visibilityTimeout = Math.min(Math.max(Math.ceil(delayMs / 1000), 0), longestDelaySeconds);
      const send = async (abortSignal: AbortSignal) => {
        // Never expires. Without this a message is gone after seven days, whoever still waits for it.
        await queue.sendMessage(text, { messageTimeToLive: -1, visibilityTimeout, abortSignal });
      };
      await storageCall(
        `sending to queue ${queue.name}`,
        limits,
        ({ abortSignal }) => send(abortSignal),
        within,
      );
    },
    async open(message) {
      const value = typeof message === "string" ? parseJson(message) : message;
      const pointer = Pointer.safeParse(value);
      if (!pointer.success) return value;
      const json = await blobs.get(pointer.data.blob, workLimits);
      if (json === undefined) {
        throw new BridgeError(
          "MESSAGE_UNREADABLE",
          `the body it points to is gone: blob ${pointer.data.blob}`,
        );
      }
      return parseJson(json);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BridgeError("MESSAGE_UNREADABLE", `not JSON: ${text.slice(0, 100)}`, { cause });
  }
}
