import { BridgeError } from "../failures/bridgeError.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { Envelope } from "./envelope.ts";

/** More than the host hands out to one process at a time. */
const mostKept = 100;
/** A send without an answer may have been carried out, so it is repeated ever more rarely. */
const pausesMs = [2_000, 4_000, 8_000, 15_000, 30_000];

export type StrandedMessages = {
  /** Runs a delivery; if storage is away altogether, its message is put back as soon as storage answers. */
  watch<T>(envelope: Envelope, delivery: () => Promise<T>): Promise<T>;
};

/**
 * What was being delivered when storage went away, queue and all. The host has it still, but could not say so to the queue
 * either: the message stays hidden for as long as it was handed out, in Azure ten minutes. So a process that survives puts
 * a copy back itself. The host's own comes later, and finds everything done.
 */
export function strandedMessages({
  queue,
  schedule,
  log,
}: Pick<DeliveryParts, "queue" | "schedule" | "log">): StrandedMessages {
  const stranded = new Map<string, Envelope>();
  let isPlanned = false;
  let failures = 0;

  function plan(): void {
    if (isPlanned || stranded.size === 0) return;
    isPlanned = true;
    schedule(pausesMs[Math.min(failures, pausesMs.length - 1)] ?? 0, () => void putBack());
  }

  async function putBack(): Promise<void> {
    let count = 0;
    try {
      for (const [key, envelope] of stranded) {
        await queue.send(envelope);
        stranded.delete(key);
        count += 1;
      }
      failures = 0;
    } catch {
      failures += 1;
    }
    if (count > 0) log("stranded.putBack", { messages: count });
    isPlanned = false;
    plan();
  }

  return {
    async watch(envelope, delivery) {
      try {
        return await delivery();
      } catch (error) {
        if (
          error instanceof BridgeError &&
          error.code === "STORAGE_UNAVAILABLE" &&
          stranded.size < mostKept
        ) {
          stranded.set(`${envelope.deliveryId} ${envelope.attempt}`, envelope);
          plan();
        }
        throw error;
      }
    },
  };
}
