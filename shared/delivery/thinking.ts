import { BridgeError } from "../failures/bridgeError.ts";

const longestText = 300;

/**
 * Runs what only reads an alert or words a ticket: nothing outside takes part, so whatever goes wrong in it is a fault of
 * ours that comes again with every repeat. Throws BridgeError ALERT_PROCESSING_FAILED for it.
 */
export function thinking<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof BridgeError) throw cause;
    throw new BridgeError("ALERT_PROCESSING_FAILED", String(cause).slice(0, longestText), { cause });
  }
}
