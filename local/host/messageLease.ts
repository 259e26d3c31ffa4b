import type { HostClock } from "./hostClock.ts";
import { messageOf } from "./hostError.ts";
import type { HostLog } from "./hostLog.ts";
import { isLostMessage, type MessageQueue, type QueuedMessage } from "./messageQueue.ts";

export type MessageLease = {
  /** Ends the renewals and gives the pop receipt that counts now. */
  end(): Promise<string>;
};

/** Keeps a message hidden while its function runs, by renewing at half the lease. Never rejects. */
export function keepLease(
  message: QueuedMessage,
  parts: {
    readonly queue: MessageQueue;
    readonly leaseMs: number;
    readonly clock: HostClock;
    readonly log: HostLog;
    readonly category: string;
  },
): MessageLease {
  const { queue, leaseMs, clock, log } = parts;
  const ended = new AbortController();
  let popReceipt = message.popReceipt;

  async function renew(): Promise<void> {
    let pauseMs = leaseMs / 2;
    for (;;) {
      await clock.sleep(pauseMs, ended.signal);
      if (ended.signal.aborted) return;
      try {
        popReceipt = await queue.hide(message.id, popReceipt, leaseMs);
        pauseMs = leaseMs / 2;
      } catch (error) {
        log.write(
          "warning",
          parts.category,
          `The lease of message ${message.id} was not renewed: ${messageOf(error)}`,
        );
        if (isLostMessage(error)) return;
        pauseMs = leaseMs / 8;
      }
    }
  }

  const renewals = renew();
  return {
    async end() {
      ended.abort();
      await renewals;
      return popReceipt;
    },
  };
}
