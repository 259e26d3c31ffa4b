export type PollingBackoff = {
  /** How long to wait before the next look; `foundSomething` starts over. */
  nextDelayMs(foundSomething: boolean): number;
};

/**
 * The host's way of polling: the shortest pause after a message, then roughly doubling pauses (± 20 %) up to the longest
 * (Azure/azure-webjobs-sdk: RandomizedExponentialBackoffStrategy).
 */
export function makePollingBackoff(
  shortestMs: number,
  longestMs: number,
  random: () => number,
): PollingBackoff {
  let currentMs = shortestMs;
  let exponent = 0;
  return {
    nextDelayMs(foundSomething) {
      if (foundSomething) {
        currentMs = shortestMs;
        exponent = 1;
      } else if (currentMs < longestMs) {
        const addedMs = exponent === 0 ? 0 : (0.8 + random() * 0.4) * 2 ** (exponent - 1) * shortestMs;
        currentMs = Math.min(shortestMs + addedMs, longestMs);
        exponent += 1;
      }
      return Math.min(currentMs, longestMs);
    },
  };
}
