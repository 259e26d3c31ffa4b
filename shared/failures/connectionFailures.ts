import type { FailureEntry } from "./failureEntry.ts";

/** A connection is not there yet, or is not to be changed in this way. */
export const connectionFailures = {
  CONNECTION_INCOMPLETE: {
    title: "The connection is not ready for use",
    cause:
      "Somebody still has to sign in for it, its first synchronisation has not ended, or it is described in two places.",
    resolution:
      "Do what the detail says: bridge connections authorize, bridge connections sync, or take one of the two descriptions away. What waits follows by itself within minutes.",
    owner: "configuration",
    automaticAction:
      "It puts the message back until the connection is ready, for three days at most; that uses up none of its attempts.",
    retry: "later",
    httpStatus: 503,
  },
  CONNECTION_NAME_TAKEN: {
    title: "There is a connection of this name already",
    cause:
      "Names are told apart neither by case nor by - and _: what is kept for both would have the same place.",
    resolution:
      "Choose another name, or change the connection that is there: bridge connections change, or bridge connections credentials.",
    owner: "configuration",
    automaticAction: "It leaves the connection that is there as it is.",
    retry: "never",
    httpStatus: 409,
  },
  CONNECTION_DESCRIBED_ELSEWHERE: {
    title: "This connection is not changed by command",
    cause: "It is described in the app's settings or in bridge.json, which come with the deployment.",
    resolution:
      "Change it there, and restart the bridge, or deploy. A secret is replaced where it is: the setting of the app that is named, or the secret in Key Vault.",
    owner: "configuration",
    automaticAction: "It changes nothing.",
    retry: "never",
    httpStatus: 409,
  },
} as const satisfies Record<string, FailureEntry>;
