import type { FailureEntry } from "./failureEntry.ts";

/** The connection's settings are wrong, or the bridge holds a call back by itself. */
export const serviceNowConnectionFailures = {
  CONNECTION_URL_REFUSED: {
    title: "The instance's address is not allowed",
    cause:
      "Credentials are sent only to https addresses that end in .service-now.com or .servicenowservices.com, to hosts on the allow-list, and to this machine.",
    resolution:
      "Correct the instance URL (https://<instance>.service-now.com, without a path), or add a custom host to the allow-list.",
    owner: "configuration",
    automaticAction: "It sends nothing, so that no credentials go to a strange address.",
    retry: "never",
    httpStatus: 400,
  },
  CONNECTION_BUSY: {
    title: "Too many calls wait for this connection",
    cause:
      "ServiceNow answers more slowly than alerts arrive, so the call could not be sent while it was still safe to send it.",
    resolution:
      "Nothing: the message is tried again. If it goes on, look for slow business rules, or raise the connection's concurrency.",
    owner: "bridge",
    automaticAction: "It sends nothing, puts the message back and tries again after a pause.",
    retry: "later",
    httpStatus: 503,
  },
} as const satisfies Record<string, FailureEntry>;
