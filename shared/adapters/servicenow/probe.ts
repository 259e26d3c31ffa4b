import { BridgeError } from "../../failures/bridgeError.ts";
import type { ErrorCode } from "../../failures/catalogue.ts";
import { rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

/** `detail`: the release's build name if this user may read it. */
export type ProbeResult =
  | { readonly state: "ok"; readonly detail?: string }
  | { readonly state: "failing"; readonly code: ErrorCode; readonly detail: string };

const buildNamePath =
  "/api/now/table/sys_properties?sysparm_query=name=glide.buildname&sysparm_fields=value&sysparm_limit=1&sysparm_suppress_pagination_header=true&sysparm_no_count=true";

/** The cheapest call that shows that the instance is up and knows us: even an empty list is proof. Never throws BridgeError. */
export async function probeInstance(call: CallTable): Promise<ProbeResult> {
  try {
    const { result } = await call({ method: "GET", path: buildNamePath }, () => undefined);
    const buildName = rowsOf(result, "sys_properties")[0]?.["value"];
    return buildName === undefined || buildName === "" ? { state: "ok" } : { state: "ok", detail: buildName };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { state: "failing", code: error.code, detail: error.detail };
  }
}
