import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { canaryPath } from "./incidentTable.ts";
import { rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

/**
 * Whether this user demonstrably sees incidents: ServiceNow answers a look-up of what is hidden as if it were not there.
 * Proven by any row that shows its correlation id, or by there being no row at all.
 */
export type ReadingProof = {
  /**
   * To be asked after the look-up that found nothing. Rights can be taken away at any time, so only what is seen after
   * that look-up counts; those who ask at the same moment share a call.
   */
  isProven(observe: CallObserver): Promise<boolean>;
};

export function readingProof(call: CallTable): ReadingProof {
  let running: Promise<unknown> | undefined;
  let next: Promise<boolean> | undefined;

  async function look(observe: CallObserver): Promise<boolean> {
    try {
      const { result, totalCount } = await call({ method: "GET", path: canaryPath }, observe);
      const rows = rowsOf(result, "incident");
      return rows.length === 0 ? totalCount === 0 : rows.some((row) => row["correlation_id"] !== undefined);
    } catch (error) {
      // Refused for good: that is no proof, and the look-up's own answer stands.
      if (error instanceof BridgeError && error.entry.retry === "never") return false;
      throw error;
    }
  }

  async function afterTheOneOnItsWay(observe: CallObserver): Promise<boolean> {
    await running;
    const looking = look(observe);
    next = undefined;
    running = looking.catch(() => undefined);
    return looking;
  }

  return {
    isProven(observe) {
      // One that has begun already may have been answered before a look-up that ended just now.
      next ??= afterTheOneOnItsWay(observe);
      return next;
    },
  };
}
