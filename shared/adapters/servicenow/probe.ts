import type { ProbeResult } from "../../connections/openConnections.ts";
import type { CallObserver } from "../../delivery/ports.ts";
import { rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

const buildNamePath =
  "/api/now/table/sys_properties?sysparm_query=name=glide.buildname&sysparm_fields=value&sysparm_limit=1&sysparm_suppress_pagination_header=true&sysparm_no_count=true";

/** The cheapest call that shows that the instance is up and knows us: even an empty list is proof. Throws BridgeError. */
export async function probeInstance(call: CallTable, observe: CallObserver): Promise<ProbeResult> {
  const { result } = await call({ method: "GET", path: buildNamePath }, observe);
  const buildName = rowsOf(result, "sys_properties")[0]?.["value"];
  return buildName === undefined || buildName === "" ? {} : { buildName };
}
