import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { cached } from "./cached.ts";
import { queryValue, rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

const knownKeepMs = 6 * 60 * 60_000;
const unknownKeepMs = 5 * 60_000;
/** Not knowing is no harm, but whoever waits for this holds a claim on the ticket. */
const longestQueueMs = 5_000;
const timeoutMs = 10_000;
/** Scripted by the platform itself: the sys_id of whoever asks. */
const myself = "javascript:gs.getUserID()";

/**
 * The sys_id of the user that the bridge logs in as: what tells its own doings from a person's. Undefined if it cannot
 * be found out. Never throws BridgeError: it comes after a write, which has happened whatever this says.
 */
export type IntegrationUser = (observe: CallObserver) => Promise<string | undefined>;

/** @param userName null: the one that ServiceNow takes the caller for */
export function integrationUser(call: CallTable, clock: Clock, userName: string | null): IntegrationUser {
  const remember = cached<string | undefined>(clock, (id) =>
    id === undefined ? unknownKeepMs : knownKeepMs,
  );
  const value = userName === null ? undefined : queryValue(userName);
  if (value === undefined && userName !== null) return () => Promise.resolve(undefined);
  const query = value === undefined ? `sys_id=${myself}` : `user_name=${value}`;
  const path = `/api/now/table/sys_user?sysparm_query=${query}&sysparm_fields=sys_id,user_name&sysparm_limit=2&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true&sysparm_no_count=true`;

  async function ask(observe: CallObserver): Promise<string | undefined> {
    try {
      const sendBeforeMs = clock.nowMs() + longestQueueMs;
      const { result } = await call({ method: "GET", path, sendBeforeMs, timeoutMs }, observe);
      const rows = rowsOf(result, "sys_user");
      // A condition that ServiceNow does not understand is left out of the query, and everybody is found.
      if (userName === null) return rows.length === 1 ? rows[0]?.["sys_id"] : undefined;
      const isUser = (name: string | undefined) => name?.toLowerCase() === userName.trim().toLowerCase();
      return rows.find((row) => isUser(row["user_name"]))?.["sys_id"];
    } catch (error) {
      if (error instanceof BridgeError) return undefined;
      throw error;
    }
  }

  return (observe) => remember("user", () => ask(observe));
}
