import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock, Schedule } from "../delivery/ports.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { PauseWaits } from "./pauseRules.ts";

/** What pacing needs, handed in. */
export type PacingParts = {
  readonly states: ConnectionStates;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: LogEvent;
  /** Unique among all processes. */
  readonly processId: string;
  readonly waits: PauseWaits;
  /** For how long others leave it to the one that tries whether a paused connection goes again: longer than a call. */
  readonly tryMs: number;
};
