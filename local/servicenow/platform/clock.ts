/**
 * The sandbox's own time: another clock, moved by what a person or a test asked for. Whatever moves it throws RangeError
 * if ServiceNow could not write that time.
 */
export type SandboxClock = {
  nowMs(): number;
  /** Moves the sandbox forward (or, if negative, back) for tokens, lockouts, rate limits and time stamps. */
  advanceMs(ms: number): void;
  /** Sets it to this moment; it goes on from there. */
  set(atMs: number): void;
  /** Sets how far it is ahead of the clock that it follows; behind, if negative. */
  setOffset(ms: number): void;
  /** How much it gains in an hour of the clock that it follows; loses, if negative. Counts from now on. */
  setDrift(msPerHour: number): void;
  read(): ClockReading;
  /** Back to the clock that it follows. */
  reset(): void;
};

export type ClockReading = {
  readonly nowUtc: string;
  /** How far it is ahead of the clock that it follows. */
  readonly offsetMs: number;
  readonly driftMsPerHour: number;
};

const hourMs = 3_600_000;
/** As far as four digits of a year go. */
const earliestMs = Date.parse("0001-01-01T00:00:00Z");
export const latestMs = Date.parse("9999-12-31T23:59:59Z");

/** `followedMs`: the clock that it follows. A constant stands still, and moves only when told. */
export function makeSandboxClock(followedMs: () => number = Date.now): SandboxClock {
  let offsetMs = 0;
  let driftMsPerHour = 0;
  let driftsSinceMs = followedMs();
  const offset = () => offsetMs + ((followedMs() - driftsSinceMs) * driftMsPerHour) / hourMs;
  const nowMs = () => Math.floor(followedMs() + offset());
  const checked = (ms: number) => {
    const atMs = followedMs() + ms;
    if (atMs >= earliestMs && atMs <= latestMs) return ms;
    throw new RangeError("The clock goes from the year 1 to 9999");
  };
  const setOffset = (ms: number) => {
    offsetMs = checked(ms);
    driftsSinceMs = followedMs();
  };
  return {
    nowMs,
    advanceMs: (ms) => void (offsetMs = checked(offsetMs + ms)),
    set: (atMs) => setOffset(atMs - followedMs()),
    setOffset,
    setDrift(msPerHour) {
      setOffset(offset());
      driftMsPerHour = msPerHour;
    },
    read: () => ({
      nowUtc: new Date(nowMs()).toISOString(),
      offsetMs: Math.floor(offset()),
      driftMsPerHour,
    }),
    reset() {
      setOffset(0);
      driftMsPerHour = 0;
    },
  };
}
