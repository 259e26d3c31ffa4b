import type { CallObserver } from "../../../delivery/ports.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import { queryValue, type Row, rowsOf } from "../rows.ts";
import type { CallTable } from "../tableCalls.ts";

/** A column of whole numbers has no larger one: 68 years. */
const mostSeconds = 2 ** 31 - 1;

/**
 * How long the refresh tokens of an OAuth client live, as its record in `oauth_entity` says. Undefined where this user may
 * not read it, as most may not. Throws BridgeError for what may pass.
 */
export async function readRefreshTokenLifespanMs(
  call: CallTable,
  clientId: string,
  observe: CallObserver,
): Promise<number | undefined> {
  const value = queryValue(clientId);
  if (value === undefined) return undefined;
  const path = `/api/now/table/oauth_entity?sysparm_query=client_id=${value}&sysparm_fields=client_id,refresh_token_lifespan&sysparm_limit=5&sysparm_exclude_reference_link=true&sysparm_suppress_pagination_header=true&sysparm_no_count=true`;
  try {
    const { result } = await call({ method: "GET", path }, observe);
    // A condition that this user may not use is left out of the query, and any client is found.
    const row = rowsOf(result, "oauth_entity").find((one) => one["client_id"] === clientId.trim());
    const seconds = row === undefined ? undefined : lifespanSeconds(row);
    return seconds === undefined ? undefined : seconds * 1000;
  } catch (error) {
    if (error instanceof BridgeError && error.entry.retry === "never") return undefined;
    throw error;
  }
}

/** What the record says. Undefined: nothing that could be one. Pure. */
export function lifespanSeconds({ refresh_token_lifespan: said = "" }: Row): number | undefined {
  const seconds = Number(said.replaceAll(",", ""));
  return Number.isInteger(seconds) && seconds > 0 && seconds <= mostSeconds ? seconds : undefined;
}
