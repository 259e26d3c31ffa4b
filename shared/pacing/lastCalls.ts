import type { ConnectionState } from "../connections/connectionState.ts";
import type { Clock, Schedule } from "../delivery/ports.ts";
import type { BridgeError } from "../failures/bridgeError.ts";
import type { SharedState } from "./sharedState.ts";

type Parts = { readonly clock: Clock; readonly schedule: Schedule };
type Last = Pick<ConnectionState, "lastSuccessUtc" | "lastFailure">;

/** What is shown may be so old: a call must not cost a write of its own. */
const newsAfterMs = 60_000;
/** Another failure than before is told sooner. */
const otherFailureAfterMs = 10_000;
/** Beside the calls, and soon: whoever has just made his first ticket looks at the status next. */
const storeAfterMs = 500;

/** Notes when calls of a connection last went well, and when and why they last failed, for all instances to tell. */
export function lastCalls({ clock, schedule }: Parts, shared: SharedState) {
  /** Not stored yet. What has been is not kept: if the connection is removed and added anew, it is the former one's. */
  let pending: Last = {};
  let isScheduled = false;

  async function store(): Promise<void> {
    const noted = pending;
    pending = {};
    await shared.change((state) => {
      const news = newsOf(state, noted);
      return Object.keys(news).length === 0 ? undefined : { ...state, ...news };
    });
  }

  function note(more: Last): void {
    const news = newsOf(shared.known(), more);
    if (Object.keys(news).length === 0) return;
    pending = { ...pending, ...news };
    if (isScheduled) return;
    isScheduled = true;
    schedule(storeAfterMs, () => {
      isScheduled = false;
      void store();
    });
  }

  return {
    wentWell: () => note({ lastSuccessUtc: utc(clock) }),
    failed: ({ code, detail }: Pick<BridgeError, "code" | "detail">) =>
      note({ lastFailure: { code, detail, atUtc: utc(clock) } }),
    /** Stores what is known. Never throws. */
    flush: store,
  };
}

/** What of it is worth a write: a minute later than what is there, or another failure. */
function newsOf(there: Last, { lastSuccessUtc, lastFailure }: Last): Last {
  const isOtherFailure = lastFailure?.code !== there.lastFailure?.code;
  return {
    ...(lastSuccessUtc !== undefined && isLater(there.lastSuccessUtc, lastSuccessUtc, newsAfterMs)
      ? { lastSuccessUtc }
      : {}),
    ...(lastFailure !== undefined &&
    isLater(there.lastFailure?.atUtc, lastFailure.atUtc, isOtherFailure ? otherFailureAfterMs : newsAfterMs)
      ? { lastFailure }
      : {}),
  };
}

function isLater(thereUtc: string | undefined, utcNow: string, byMs: number): boolean {
  return thereUtc === undefined || Date.parse(utcNow) - Date.parse(thereUtc) >= byMs;
}

function utc(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString();
}
