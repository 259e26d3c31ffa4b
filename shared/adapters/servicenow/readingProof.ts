import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { canaryPath } from "./incidentTable.ts";
import { rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

/** Rights can be taken away at any time, so a proof is soon stale. */
const proofKeepMs = 60_000;

/**
 * Whether this user demonstrably sees incidents: ServiceNow answers a look-up of what is hidden as if it were not there.
 * Proven by any row that was seen with its correlation id, or by there being no row at all.
 */
export type ReadingProof = {
  /** A row with its correlation id was seen just now. */
  noteSeen(): void;
  isProven(observe: CallObserver): Promise<boolean>;
};

export function readingProof(call: CallTable, clock: Clock): ReadingProof {
  let provenUntilMs = 0;
  const noteSeen = () => {
    provenUntilMs = clock.nowMs() + proofKeepMs;
  };

  return {
    noteSeen,
    async isProven(observe) {
      if (clock.nowMs() < provenUntilMs) return true;
      try {
        const { result, totalCount } = await call({ method: "GET", path: canaryPath }, observe);
        const rows = rowsOf(result, "incident");
        const isProven =
          rows.length === 0 ? totalCount === 0 : rows.some((row) => row["correlation_id"] !== undefined);
        if (isProven) noteSeen();
        return isProven;
      } catch (error) {
        // Refused for good: that is no proof, and the look-up's own answer stands.
        if (error instanceof BridgeError && error.entry.retry === "never") return false;
        throw error;
      }
    },
  };
}
