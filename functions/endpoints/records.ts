import type { LazyBridge } from "../../shared/composeLazily.ts";
import { erase } from "../erase.ts";
import { listErrors, showError } from "../errors.ts";
import { showAudit } from "../showAudit.ts";
import { keyed } from "./keyed.ts";

/** The audit trail, erasure of what is kept, and the catalogue of failures. */
export function registerRecords(bridge: LazyBridge["get"], signIn: boolean): void {
  keyed("GET", "api/audit", "showAudit", showAudit(bridge));
  keyed("POST", "api/erase", "erase", erase(bridge, signIn));
  keyed("GET", "api/errors", "listErrors", listErrors());
  keyed("GET", "api/errors/{code}", "showError", showError());
}
