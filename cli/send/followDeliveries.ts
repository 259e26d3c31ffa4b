import type { Delivery } from "../bridgeAnswers.ts";

/** A delivery that is over, or the last that is known of one that took longer than we waited. */
export type Followed = {
  readonly id: string;
  readonly isOver: boolean;
  /** `undefined`: nothing has been written about it yet. */
  readonly delivery: Delivery | undefined;
};

type FollowParts = {
  readonly ask: (id: string) => Promise<Delivery | undefined>;
  readonly onChange: (delivery: Delivery) => void;
  readonly onEnd: (followed: Followed) => void;
  /** How long one delivery is waited for. */
  readonly patienceMs: number;
  readonly nowMs: () => number;
  readonly waitMs: (delayMs: number) => Promise<void>;
};

export type Follower = {
  add(id: string): void;
  /** No more will be added. Resolves when every delivery is over or was waited for long enough. */
  finish(): Promise<void>;
};

/** States that do not change any more. A state that we do not know is waited for: it may be a new kind of waiting. */
const finalStates = new Set(["delivered", "skipped", "deadLettered", "unrouted", "routed"]);

const askedAtOnce = 8;
const askedInARound = 32;
const shortestPauseMs = 100;
const longestPauseMs = 1_000;

/** Asks after deliveries in turn: often while something happens, less often while nothing does. */
export function followDeliveries(parts: FollowParts): Follower {
  const pending = new Map<string, { readonly sinceMs: number; last: Delivery | undefined }>();
  let isComplete = false;
  let pauseMs = shortestPauseMs;
  let running: Promise<void> | undefined;

  async function check(id: string): Promise<void> {
    const known = pending.get(id);
    if (known === undefined) return;
    const delivery = await parts.ask(id);
    const isOver = delivery !== undefined && finalStates.has(delivery.state);
    const isLate = parts.nowMs() - known.sinceMs >= parts.patienceMs;
    if (delivery !== undefined && hasChanged(known.last, delivery)) {
      pauseMs = shortestPauseMs;
      parts.onChange(delivery);
    }
    pending.delete(id);
    if (isOver || isLate) {
      parts.onEnd({ id, isOver, delivery: delivery ?? known.last });
    } else {
      // At the end again, so that the others have their turn.
      pending.set(id, { ...known, last: delivery ?? known.last });
    }
  }

  async function run(): Promise<void> {
    while (pending.size > 0 || !isComplete) {
      const round = [...pending.keys()].slice(0, askedInARound);
      for (let from = 0; from < round.length; from += askedAtOnce) {
        await Promise.all(round.slice(from, from + askedAtOnce).map(check));
      }
      if (pending.size === 0 && isComplete) return;
      await parts.waitMs(pauseMs);
      pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
    }
  }

  return {
    add(id) {
      pending.set(id, { sinceMs: parts.nowMs(), last: undefined });
      running ??= run();
      // A failure is reported by finish(); until then it waits.
      running.catch(() => {});
    },
    async finish() {
      isComplete = true;
      await running;
    },
  };
}

function hasChanged(before: Delivery | undefined, now: Delivery): boolean {
  return before?.state !== now.state || before.entries.length !== now.entries.length;
}
