import type { HostClock } from "./hostClock.ts";
import { messageOf } from "./hostError.ts";
import type { HostLog } from "./hostLog.ts";
import { keepLease } from "./messageLease.ts";
import { isLostMessage, isMissingQueue, type MessageQueue, type QueuedMessage } from "./messageQueue.ts";
import { decodeMessage, type MessageEncoding } from "./messageText.ts";
import { makePollingBackoff } from "./pollingBackoff.ts";

/** How a queue function is fed. The names are host.json's, the values this host's own units. */
export type QueuePolicy = {
  readonly batchSize: number;
  readonly newBatchThreshold: number;
  readonly maxDequeueCount: number;
  readonly visibilityTimeoutMs: number;
  readonly minPollingIntervalMs: number;
  readonly maxPollingIntervalMs: number;
  readonly messageEncoding: MessageEncoding;
  /** How long a message is hidden once it was handed out; renewed while its function runs. */
  readonly leaseMs: number;
};

export type QueueListener = {
  /** Somebody in this process has put a message into the queue: look now. */
  wake(): void;
  /** Takes no more messages. Resolves when the last look has ended; messages it brought are put back at once. */
  stop(): Promise<void>;
  /** Resolves when every message that was taken is done with. */
  drained(): Promise<void>;
};

/** What the real host hides a message for once it was handed out (QueueListener.cs, visibility time-out). */
export const realLeaseMs = 10 * 60_000;

const completionPausesMs = [0, 200, 1_000];

/**
 * Feeds one function from one storage queue, as the host's queue extension does: batches while few messages run, delete
 * after success, hide for `visibilityTimeout` after a failure, `<queue>-poison` after `maxDequeueCount` of them
 * (Azure/azure-sdk-for-net: sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Queues, QueueListener.cs and
 * QueueProcessor.cs). `run` rejects if the function failed.
 */
export function startQueueListener(parts: {
  readonly queue: MessageQueue;
  /** Undefined for a queue that is itself a poison queue. */
  readonly poison: MessageQueue | undefined;
  readonly policy: QueuePolicy;
  readonly clock: HostClock;
  readonly random: () => number;
  readonly log: HostLog;
  readonly run: (text: string, message: QueuedMessage) => Promise<unknown>;
  readonly onPoison: (queueName: string) => void;
}): QueueListener {
  const { queue, poison, policy, clock, log } = parts;
  const category = `Host.Queues.${queue.name}`;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const backoff = makePollingBackoff(policy.minPollingIntervalMs, policy.maxPollingIntervalMs, parts.random);
  let pause = new AbortController();
  let isUnreachable = false;
  let whenOneEnds: (() => void) | undefined;

  /** Storage may be away for a moment just when a message is done. Undefined after the last try. */
  async function persistently<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
    for (const [index, pauseMs] of completionPausesMs.entries()) {
      if (pauseMs > 0) await clock.sleep(pauseMs, new AbortController().signal);
      try {
        return await act();
      } catch (error) {
        const isLast = index === completionPausesMs.length - 1;
        if (!isLast && !isLostMessage(error)) continue;
        log.write("warning", category, `${what} failed, the message may come again: ${messageOf(error)}`);
        return undefined;
      }
    }
    return undefined;
  }

  async function moveToPoison(message: QueuedMessage, popReceipt: string, why: string): Promise<void> {
    if (poison === undefined) return;
    log.write("error", category, `Message ${message.id} goes to ${poison.name}: ${why}`);
    await persistently("Moving a message to the poison queue", async () => {
      await poison.send(message.text);
      await queue.delete(message.id, popReceipt);
    });
    parts.onPoison(poison.name);
  }

  async function process(message: QueuedMessage): Promise<void> {
    const { id, dequeueCount } = message;
    // Its function never came to an end before: the process died, each time.
    if (dequeueCount > policy.maxDequeueCount && poison !== undefined) {
      await moveToPoison(message, message.popReceipt, `dequeued ${dequeueCount} times`);
      return;
    }
    const text = decodeMessage(message.text, policy.messageEncoding);
    if (text === undefined) {
      await moveToPoison(message, message.popReceipt, `it is not ${policy.messageEncoding}`);
      return;
    }
    const lease = keepLease(message, { queue, leaseMs: policy.leaseMs, clock, log, category });
    const isDone = await parts.run(text, message).then(
      () => true,
      () => false,
    );
    const popReceipt = await lease.end();
    if (isDone) {
      await persistently("Deleting a message", () => queue.delete(id, popReceipt));
    } else if (poison === undefined) {
      // As in Azure: a failed message of a poison queue stays hidden until its lease ends.
    } else if (dequeueCount >= policy.maxDequeueCount) {
      await moveToPoison(message, popReceipt, `failed ${dequeueCount} times`);
    } else {
      await persistently("Releasing a message", () => queue.hide(id, popReceipt, policy.visibilityTimeoutMs));
    }
  }

  function take(message: QueuedMessage): void {
    const task = process(message)
      .catch((error: unknown) => {
        log.write("error", category, `Message ${message.id}: ${messageOf(error)}`);
      })
      .finally(() => {
        running.delete(task);
        whenOneEnds?.();
      });
    running.add(task);
  }

  /** Undefined if the queue could not be read. */
  async function receive(): Promise<QueuedMessage[] | undefined> {
    try {
      const messages = await queue.receive(policy.batchSize, policy.leaseMs);
      if (isUnreachable) log.write("information", category, "The queue can be reached again.");
      isUnreachable = false;
      return messages;
    } catch (error) {
      if (isMissingQueue(error)) {
        await queue.createIfMissing().catch(() => undefined);
      } else if (!isUnreachable) {
        isUnreachable = true;
        const why = messageOf(error).split("\n", 1).join("");
        log.write("warning", category, `The queue cannot be reached, trying again until it can: ${why}`);
      }
      return undefined;
    }
  }

  async function loop(): Promise<void> {
    await queue.createIfMissing().catch(() => undefined);
    while (!isStopping()) {
      const messages = await receive();
      if (isStopping()) {
        await Promise.all((messages ?? []).map(putBack));
        return;
      }
      for (const message of messages ?? []) take(message);
      const hasFound = messages !== undefined && messages.length > 0;
      const delayMs = backoff.nextDelayMs(hasFound);
      if (!hasFound) {
        // After an outage not even a short pause must become a tight loop.
        await clock.sleep(messages === undefined ? Math.max(delayMs, 100) : delayMs, pause.signal);
        if (!isStopping() && pause.signal.aborted) pause = new AbortController();
      }
      while (running.size > policy.newBatchThreshold && !isStopping()) {
        await new Promise<void>((resolve) => (whenOneEnds = resolve));
      }
    }
  }

  async function putBack(message: QueuedMessage): Promise<void> {
    await queue.hide(message.id, message.popReceipt, 0).catch(() => undefined);
  }

  const looping = loop();
  return {
    wake() {
      pause.abort();
    },
    async stop() {
      stopping.abort();
      pause.abort();
      whenOneEnds?.();
      await looping;
    },
    async drained() {
      await Promise.all(running);
    },
  };
}
