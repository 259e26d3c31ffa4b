/**
 * The calls that this instance has taken from the shared ledger and not used yet, and those it has made without having
 * taken them (before it knew of the limit, or when a message needed more than one): they are owed to the ledger.
 */
export type HeldCalls = {
  /** Takes one of those that are held for a window, if there is one. */
  reserve(window: number): Reservation | undefined;
  /** Calls were taken from the ledger for a window, and what was owed was paid. What is left of another window is void. */
  taken(window: number, count: number, paid: number): void;
  owed(): number;
  /** A call was answered that the partner counts in this window. */
  used(reservation: Reservation | undefined, window: number): void;
  /** The message makes no more calls. */
  released(reservation: Reservation | undefined): void;
};

/** One call that is kept for one message. */
export type Reservation = { readonly window: number; isUsed: boolean };

export function heldCalls(): HeldCalls {
  let heldWindow: number | undefined;
  let held = 0;
  let owedWindow: number | undefined;
  let owedCount = 0;

  return {
    reserve(window) {
      if (window !== heldWindow || held < 1) return undefined;
      held -= 1;
      return { window, isUsed: false };
    },
    taken(window, count, paid) {
      held = window === heldWindow ? held + count : count;
      heldWindow = window;
      owedCount = Math.max(0, owedCount - paid);
    },
    owed: () => owedCount,
    used(reservation, window) {
      if (reservation?.window === window && !reservation.isUsed) {
        reservation.isUsed = true;
        return;
      }
      if (owedWindow !== window) owedCount = 0;
      owedWindow = window;
      owedCount += 1;
    },
    released(reservation) {
      if (reservation === undefined || reservation.isUsed || reservation.window !== heldWindow) return;
      reservation.isUsed = true;
      held += 1;
    },
  };
}
