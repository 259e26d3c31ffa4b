import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { cached } from "./cached.ts";
import { rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

export type Choice = { readonly value: string; readonly label: string };

/**
 * What fits an alert that is over, best first: the codes of today's base system, then those of instances that were
 * upgraded from before (reference: resolving and closing).
 */
const preferred = [
  "Solution provided",
  "Resolved by caller",
  "Solved (Permanently)",
  "Solved Remotely (Permanently)",
  "Closed/Resolved by Caller",
] as const;

const choicesPath =
  "/api/now/table/sys_choice?sysparm_query=name=incident^element=close_code^inactive=false^language=en^ORDERBYsequence&sysparm_fields=value,label&sysparm_limit=200&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true&sysparm_no_count=true";

const keepMs = 60 * 60_000;
/** Nothing readable: a role that is given meanwhile should soon help. */
const emptyKeepMs = 5 * 60_000;

/**
 * The close code to resolve with: the route's if the instance has it (as value or label), else the instance's own that
 * fits best. ServiceNow does not store a code that it does not know, and says then that the field is missing, so it is
 * better found out before.
 *
 * Throws BridgeError SERVICENOW_CLOSE_CODE_MISSING.
 */
export type CloseCodes = (ofRoute: string | undefined, observe: CallObserver) => Promise<string>;

export function closeCodes(call: CallTable, clock: Clock): CloseCodes {
  const remember = cached<readonly Choice[]>(clock, (choices) =>
    choices.length === 0 ? emptyKeepMs : keepMs,
  );

  async function read(observe: CallObserver): Promise<readonly Choice[]> {
    try {
      const { result } = await call({ method: "GET", path: choicesPath }, observe);
      return rowsOf(result, "sys_choice").flatMap(({ value, label }) =>
        value === undefined || value === "" ? [] : [{ value, label: label ?? value }],
      );
    } catch (error) {
      if (error instanceof BridgeError && error.entry.retry === "never") return [];
      throw error;
    }
  }

  return async (ofRoute, observe) =>
    chooseCloseCode(ofRoute, await remember("close_code", () => read(observe)));
}

/** Throws BridgeError SERVICENOW_CLOSE_CODE_MISSING. */
export function chooseCloseCode(ofRoute: string | undefined, choices: readonly Choice[]): string {
  const known = choices.map(({ value }) => value).join(", ");
  if (ofRoute !== undefined) {
    // Unreadable choices are no reason to doubt the route.
    if (choices.length === 0) return ofRoute;
    const choice =
      choices.find(({ value }) => value === ofRoute) ?? choices.find(({ label }) => label === ofRoute);
    if (choice !== undefined) return choice.value;
    throw new BridgeError(
      "SERVICENOW_CLOSE_CODE_MISSING",
      `The instance does not know the route's close code “${ofRoute}”, but these: ${known}`,
    );
  }
  const values = new Set(choices.map(({ value }) => value));
  const chosen = preferred.find((code) => values.has(code)) ?? choices[0]?.value;
  if (chosen === undefined) {
    throw new BridgeError(
      "SERVICENOW_CLOSE_CODE_MISSING",
      "The route names none, and no choices of incident.close_code can be read",
    );
  }
  return chosen;
}
