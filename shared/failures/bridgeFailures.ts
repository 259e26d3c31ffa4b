import type { FailureEntry } from "./failureEntry.ts";

/** The bridge's own failures, and what its API answers. */
export const bridgeFailures = {
  STORAGE_UNAVAILABLE: {
    title: "The bridge's storage cannot be reached",
    cause: "The queue, table or blob service refused the call or did not answer.",
    resolution:
      "Check the storage account, its network rules and the identity's roles. Senders repeat by themselves.",
    owner: "bridge",
    automaticAction:
      "It answers 503, so that senders repeat; messages that were already taken in wait in the queue and are tried again.",
    retry: "later",
    httpStatus: 503,
  },
  BRIDGE_STARTING: {
    title: "The bridge is still starting",
    cause: "The request arrived before the settings were read and the clients were made, or that failed.",
    resolution: "Repeat the request. If it goes on, GET /api/ready says what is wrong.",
    owner: "bridge",
    automaticAction: "It answers 503, so that senders repeat, and goes on starting.",
    retry: "later",
    httpStatus: 503,
  },
  BRIDGE_BUSY: {
    title: "More requests at once than can be answered in time",
    cause: "A burst of alerts, or storage that answers slowly while many come.",
    resolution:
      "Nothing has to be done for a burst: senders repeat. If it goes on, let the app scale out further.",
    owner: "bridge",
    automaticAction: "It answers 503 at once to what cannot be in time, and takes in the rest.",
    retry: "later",
    httpStatus: 503,
  },
  NOT_FOUND: {
    title: "There is no such thing",
    cause: "The id is not known to this bridge, or is no longer kept.",
    resolution: "Check the id. GET /api/tickets lists what is known.",
    owner: "sender",
    automaticAction: "It answers 404 and changes nothing.",
    retry: "never",
    httpStatus: 404,
  },
  REQUEST_INVALID: {
    title: "The request cannot be understood",
    cause: "A parameter of the request has a value that is not allowed.",
    resolution: "The detail names the parameter and what it may be.",
    owner: "sender",
    automaticAction: "It answers 400 and changes nothing.",
    retry: "never",
    httpStatus: 400,
  },
  MESSAGE_UNREADABLE: {
    title: "A queue message cannot be read",
    cause: "The message is no envelope that this release knows, or the body it points to is gone.",
    resolution: "Find out who else writes to the queue. The message is kept as it came.",
    owner: "bridge",
    automaticAction: "It keeps the message as it came (at most 32 KiB of it) as a dead letter.",
    retry: "never",
    httpStatus: 503,
  },
  CLAIM_LOST: {
    title: "The claim on the ticket ran out before anything was sent",
    cause: "Storing the claim took nearly as long as a claim lasts: storage answers far too slowly.",
    resolution:
      "Nothing has to be done for this message: it is tried again. If it goes on, look at the storage account.",
    owner: "bridge",
    automaticAction: "It sends nothing, and tries again with a new claim.",
    retry: "later",
    httpStatus: 503,
  },
  DELIVERY_CRASHED: {
    title: "Delivering the message crashed again and again",
    cause:
      "The worker ended on every attempt that the host gave the message, and three times more when it was tried alone.",
    resolution: "Look into the log at the time of failure and report it; replay the message after an update.",
    owner: "bridge",
    automaticAction:
      "What the host gives up is tried again with nothing beside it, up to three times, so that only what really kills ends here.",
    retry: "never",
    httpStatus: 503,
  },
  UNEXPECTED: {
    title: "Something unexpected went wrong in the bridge",
    cause: "A fault in the bridge itself.",
    resolution: "Report it with the time and the delivery id.",
    owner: "bridge",
    automaticAction:
      "It answers 503, so that senders repeat; a queue message is handed out again by the host.",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;
