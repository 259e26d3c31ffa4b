import type { FailureEntry } from "./failureEntry.ts";

/** What stands in the way of replaying or discarding a dead letter. */
export const deadLetterFailures = {
  REPLAY_NOT_POSSIBLE: {
    title: "This dead letter cannot be replayed",
    cause:
      "Its message could not be read when it was captured, so there is no alert to deliver; or what it held was erased on request; or it was never routed and is to be replayed as a delivery.",
    resolution:
      "Look at the message with `bridge dead-letters show`. If it holds an alert, post that to /api/alerts; then discard the letter with a reason. One that was never routed can be replayed as received.",
    owner: "sender",
    automaticAction: "It changes nothing: the letter goes on waiting.",
    retry: "never",
    httpStatus: 409,
  },
  REPLAY_UNDER_WAY: {
    title: "This dead letter is being replayed just now",
    cause: "Somebody else has begun to replay it within the last minute, or their replay was cut off.",
    resolution:
      "Look at the letter again: as a rule it is replayed by then. If it still says so after a minute, replay it; the very same message is sent, so it cannot become a second ticket. It can be discarded then, too.",
    owner: "sender",
    automaticAction: "It lets the first of several replays go through and sends nothing for the others.",
    retry: "never",
    httpStatus: 409,
  },
  DISCARD_NOT_POSSIBLE: {
    title: "This dead letter has been replayed and cannot be discarded",
    cause: "Its message was put into the queue again, so it does not wait for anybody any more.",
    resolution:
      "Look at what became of the replay with `bridge why`. If it failed, that is a dead letter of its own.",
    owner: "sender",
    automaticAction: "It changes nothing.",
    retry: "never",
    httpStatus: 409,
  },
  DISCARD_REASON_MISSING: {
    title: "A dead letter is discarded only with a reason",
    cause: "The request names no reason, or one without a word in it.",
    resolution: "Say in a sentence why nobody needs this message; it is kept in the audit trail.",
    owner: "sender",
    automaticAction: "It changes nothing: the letter goes on waiting.",
    retry: "never",
    httpStatus: 400,
  },
} as const satisfies Record<string, FailureEntry>;
