/** A message that waits, as far as a look at the queue shows it. */
export type SeenMessage = { readonly deliveryId: string; readonly receivedAtUtc: string };

export type QueueSight = {
  /** About how many wait in each queue, those that are put back for later or are being worked on included. */
  readonly critical: number;
  readonly ordinary: number;
  /**
   * The longest waiting of those that can be looked at: a few of the messages that may go now. What is put back for later
   * cannot be seen. Undefined if there is none.
   */
  readonly oldest: SeenMessage | undefined;
};

/** What waits in the queues. Throws BridgeError STORAGE_UNAVAILABLE. */
export interface WorkQueueSight {
  look(): Promise<QueueSight>;
}

/** Of several, the one that has been waiting longest. */
export function oldestOf(messages: readonly SeenMessage[]): SeenMessage | undefined {
  return messages.reduce<SeenMessage | undefined>(
    (oldest, one) => (oldest === undefined || one.receivedAtUtc < oldest.receivedAtUtc ? one : oldest),
    undefined,
  );
}
