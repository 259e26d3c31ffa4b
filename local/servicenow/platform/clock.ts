/** The sandbox's own time: the machine's, moved by what a person or a test asked for. */
export type SandboxClock = {
  nowMs(): number;
  /** Moves the sandbox forward (or, if negative, back) for tokens, lockouts, rate limits and time stamps. */
  advanceMs(ms: number): void;
  /** Back to the machine's time. */
  reset(): void;
};

/** `startMs` fixes the clock at that moment; it then moves only when told. Otherwise it follows the machine. */
export function makeSandboxClock(startMs?: number): SandboxClock {
  let movedMs = 0;
  return {
    nowMs: () => (startMs ?? Date.now()) + movedMs,
    advanceMs: (ms) => void (movedMs += ms),
    reset: () => void (movedMs = 0),
  };
}
