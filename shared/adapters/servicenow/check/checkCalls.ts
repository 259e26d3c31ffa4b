import type { CheckContext } from "../../../connections/checks/partnerChecks.ts";
import type { AllowedCalls, CallObserver, Clock } from "../../../delivery/ports.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import { type Row, rowsOf } from "../rows.ts";
import type { CallTable } from "../tableCalls.ts";

type Wanted = {
  /** Encoded query, not yet percent-encoded. */
  readonly query?: string;
  readonly fields: readonly string[];
  /** ServiceNow counts before access rules hide rows, so one row alone would prove little. */
  readonly limit?: number;
  /** As people see them: the only way to a journal. */
  readonly displayed?: true;
};

export type Listed = {
  readonly rows: readonly Row[];
  /** How many there are, those included that this user may not see; undefined where ServiceNow does not say. */
  readonly total: number | undefined;
};

/** What the checks ask of the Table API. */
export type CheckCalls = {
  /** Throws BridgeError. */
  list(table: string, wanted: Wanted): Promise<Listed>;
  /** What the answers so far have said of a limit of calls. */
  allowed(): AllowedCalls | undefined;
};

const timeoutMs = 10_000;
const usualLimit = 20;

export function checkCalls(call: CallTable, clock: Clock, context: CheckContext): CheckCalls {
  let allowed: AllowedCalls | undefined;
  const hearing =
    (observe: CallObserver): CallObserver =>
    (called, counted) => {
      allowed = counted?.allowed ?? allowed;
      observe(called, counted);
    };
  return {
    async list(table, { query, fields, limit = usualLimit, displayed }) {
      const asked = query === undefined ? "" : `sysparm_query=${encodeURIComponent(query)}&`;
      const path = `/api/now/table/${table}?${asked}sysparm_fields=${fields.join(",")}&sysparm_limit=${limit}&sysparm_display_value=${displayed ?? false}&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true`;
      const request = { method: "GET", path, timeoutMs, sendBeforeMs: clock.nowMs() + timeoutMs } as const;
      const { result, totalCount } = await context.paced((observe) => call(request, hearing(observe)));
      return { rows: rowsOf(result, table), total: totalCount };
    },
    allowed: () => allowed,
  };
}

/** Whether ServiceNow said no for good: something to be judged, and not something that may pass. */
export function isRefusal(error: unknown): error is BridgeError {
  return error instanceof BridgeError && error.entry.retry === "never";
}

/** Asks when it is first wanted, and never again: several checks judge the same answer. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}
