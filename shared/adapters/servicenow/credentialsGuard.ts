import type { CredentialsVerdict } from "../../tokens/authorizer.ts";

/**
 * Keeps calls that go at the same moment from locking the account with a wrong password: credentials that nobody has
 * accepted yet go one call at a time, and a rejection counts for all who waited for it. When they may be tried again is
 * for the pacing to say.
 */
export type CredentialsGuard = {
  /**
   * Waits while another call tries the credentials. Throws its BridgeError if they are rejected. Call what it returns
   * once, when the call has ended.
   */
  enter(): Promise<(verdict: CredentialsVerdict) => void>;
};

export function credentialsGuard(): CredentialsGuard {
  let isProven = false;
  let trial: Promise<CredentialsVerdict> | undefined;

  function note(verdict: CredentialsVerdict): void {
    if (verdict !== "unknown") isProven = verdict === "accepted";
  }

  return {
    async enter() {
      for (;;) {
        if (isProven) return note;
        if (trial === undefined) break;
        const verdict = await trial;
        if (typeof verdict === "object") throw verdict.rejectedBy;
      }
      const { promise, resolve } = Promise.withResolvers<CredentialsVerdict>();
      trial = promise;
      return (verdict) => {
        note(verdict);
        trial = undefined;
        resolve(verdict);
      };
    },
  };
}
