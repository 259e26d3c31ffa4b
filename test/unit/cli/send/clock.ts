/** A clock that moves on by itself when somebody waits: nothing in a test takes time. */
export function aWaitingClock() {
  let now = 0;
  const waits: number[] = [];
  return {
    waits,
    nowMs: () => now,
    waitMs: async (delayMs: number) => {
      waits.push(delayMs);
      now += delayMs;
    },
  };
}
