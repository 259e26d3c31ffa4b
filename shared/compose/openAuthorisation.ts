import { randomBytes } from "node:crypto";

import { signInUrl, signOutUrl } from "../adapters/servicenow/signInPages.ts";
import { type Authorisation, makeAuthorisation } from "../connections/authorisation/authorisation.ts";
import type { AuthorisationParts } from "../connections/authorisation/authorisationParts.ts";
import type { Bridge } from "../bridge.ts";
import { BridgeError } from "../failures/bridgeError.ts";

type Parts = Omit<AuthorisationParts, "resume" | "secret" | "signInUrl" | "signOutUrl"> & {
  readonly resume: Bridge["pacing"]["resume"];
};

/** Authorising connections, with the pages of ServiceNow. */
export function openAuthorisation(parts: Parts): Authorisation {
  return makeAuthorisation({
    ...parts,
    signInUrl,
    signOutUrl,
    secret: () => randomBytes(32).toString("hex"),
    resume: async (connection, who) => {
      try {
        await parts.resume(connection, { who, reason: "It was authorised" });
      } catch (error) {
        // Nothing was ever sent to it.
        if (!(error instanceof BridgeError) || error.code !== "NOT_FOUND") throw error;
      }
    },
  });
}
