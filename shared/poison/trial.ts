import { hash } from "node:crypto";

import type { Envelope } from "../delivery/envelope.ts";

/** That a message is being tried alone: written before it is, so that it can be known after a crash. */
export type Trial = {
  readonly key: string;
  readonly deliveryId: string;
  readonly attempt: number;
  readonly startedAtUtc: string;
  readonly processId: string;
};

/** Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface Trials {
  /** Stores it durably, unless there is one of this key already: then that one is returned, unchanged. */
  begin(trial: Trial): Promise<Trial | undefined>;
  /** It came to an end without a crash. Ending what is not there changes nothing. */
  end(key: string): Promise<void>;
}

/**
 * What makes two copies the same message. How often a process died with it does not, nor why it was put back: every copy of
 * it is the same trial.
 */
export function trialKeyOf({
  crashes: _crashes,
  crashesWaiting: _others,
  waitsFor: _reason,
  ...envelope
}: Envelope): string {
  return hash("sha256", JSON.stringify(Object.entries(envelope).sort(([a], [b]) => (a < b ? -1 : 1))), "hex");
}
