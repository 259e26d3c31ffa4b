/** `received`: recognised and routed anew. `delivery`: to the same work item as before. */
export type ReplayAs = "received" | "delivery";

/** A dead letter's message, on its way once more. */
export type Replay = {
  readonly deliveryId: string;
  readonly as: ReplayAs;
  readonly atUtc: string;
};

/** What people have done about a dead letter. */
export type DeadLetterStatus = (
  | { readonly state: "waiting" }
  | { readonly state: "replayed"; readonly replay: Replay }
  | { readonly state: "discarded"; readonly atUtc: string; readonly reason: string }
) & {
  /**
   * Somebody has begun to replay it: stored before the message is sent, so that two do not send it twice, and whoever
   * comes after a crash sends the same one.
   */
  readonly sending?: Replay;
};

export type DeadLetterState = DeadLetterStatus["state"];

export const waiting: DeadLetterStatus = { state: "waiting" };

/** Whoever has begun to send gets so long for it; after that, others finish or pass over what they have begun. */
const longestSendingMs = 60_000;

/** Whether somebody is sending it just now. A replay that was begun longer ago than a minute was cut off. */
export function isBeingSent({ sending }: DeadLetterStatus, nowMs: number): boolean {
  return sending !== undefined && nowMs - Date.parse(sending.atUtc) < longestSendingMs;
}
