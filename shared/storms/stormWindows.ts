import type { StormWindow } from "./stormWindow.ts";

/** What all instances know together of how many tickets a rule makes. Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface StormWindows {
  read(
    key: string,
    startsAtUtc: string,
  ): Promise<{ readonly window: StormWindow; readonly version: string } | undefined>;
  /** Only if the stored one still has the expected version (`undefined`: does not exist). */
  write(
    window: StormWindow,
    expectedVersion: string | undefined,
  ): Promise<{ readonly kind: "written" | "conflict" }>;
  /** Forgets what a rule did before a moment. */
  forget(key: string, beforeUtc: string): Promise<void>;
}
