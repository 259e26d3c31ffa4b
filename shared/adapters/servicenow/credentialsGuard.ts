import type { Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";

/**
 * Waits after credentials were rejected: first, second, third time, and from then on. ServiceNow locks an account
 * after five failed logins and unlocks it after 15 minutes (glide.user.max_unlock_attempts, unlock_timeout_in_mins).
 */
const holdOffsMs = [5 * 60_000, 15 * 60_000, 30 * 60_000, 60 * 60_000] as const;

/** How a call ended, as far as credentials go. `unknown`: it did not get far enough to tell. */
export type CredentialsVerdict = "accepted" | "unknown" | { readonly rejectedBy: BridgeError };

/**
 * Keeps a wrong password from locking the account: credentials nobody has accepted yet go one call at a time, and after
 * a rejection nothing is sent for a while.
 */
export type CredentialsGuard = {
  /**
   * Waits while another call tries the credentials. Throws the last rejection's BridgeError while it counts, with the
   * time that is left in `retryAfterMs`. Call what it returns once, when the call has ended.
   */
  enter(): Promise<(verdict: CredentialsVerdict) => void>;
};

type Rejection = { readonly untilMs: number; readonly error: BridgeError };

export function credentialsGuard(clock: Clock): CredentialsGuard {
  let isProven = false;
  let rejections = 0;
  let rejection: Rejection | undefined;
  let trial: Promise<void> | undefined;

  function note(verdict: CredentialsVerdict): void {
    if (verdict === "unknown") return;
    isProven = verdict === "accepted";
    if (verdict === "accepted") {
      rejections = 0;
      rejection = undefined;
    } else if (rejection === undefined || rejection.untilMs <= clock.nowMs()) {
      // Of several calls that were on their way together, the first counts.
      const holdOffMs = holdOffsMs[Math.min(rejections, holdOffsMs.length - 1)] ?? holdOffsMs[0];
      rejections += 1;
      rejection = { untilMs: clock.nowMs() + holdOffMs, error: verdict.rejectedBy };
    }
  }

  return {
    async enter() {
      for (;;) {
        if (isProven) return note;
        const remainingMs = rejection === undefined ? 0 : rejection.untilMs - clock.nowMs();
        if (rejection !== undefined && remainingMs > 0) throw heldBack(rejection.error, remainingMs);
        if (trial === undefined) break;
        await trial;
      }
      let end: (() => void) | undefined;
      trial = new Promise((resolve) => (end = resolve));
      return (verdict) => {
        note(verdict);
        trial = undefined;
        end?.();
      };
    },
  };
}

function heldBack(error: BridgeError, waitMs: number): BridgeError {
  const waitS = Math.ceil(waitMs / 1000);
  return new BridgeError(
    error.code,
    `${error.detail} (not tried again for ${waitS} s, so that the account is not locked)`,
    { cause: error, retryAfterMs: waitMs, exchange: error.exchange },
  );
}
