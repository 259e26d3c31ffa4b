import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { WorkItemRef } from "../../workItems/workItem.ts";
import { parseIncidentRow, type IncidentRow } from "./incidentRow.ts";
import { createPath, updatePath, type IncidentBody } from "./incidentTable.ts";
import type { CallTable } from "./tableCalls.ts";

/**
 * How incidents are written. Both methods give back the record as it is afterwards, as far as it can be read, and throw
 * BridgeError that says whether the write may have happened.
 */
export type IncidentWriter = {
  /** Whether what is over already may be inserted resolved. */
  readonly canInsertResolved: boolean;
  insert(body: IncidentBody, sendBeforeMs: number, observe: CallObserver): Promise<IncidentRow>;
  change(
    ref: WorkItemRef,
    body: IncidentBody,
    sendBeforeMs: number,
    observe: CallObserver,
  ): Promise<IncidentRow>;
};

/** Through the Table API: one call for a write, which answers with the record. */
export function tableWriter(call: CallTable): IncidentWriter {
  async function write(
    method: "POST" | "PATCH",
    path: string,
    body: IncidentBody,
    sendBeforeMs: number,
    observe: CallObserver,
  ): Promise<IncidentRow> {
    const check = (result: unknown) => writtenRow(method, result);
    const { result } = await call({ method, path, body: JSON.stringify(body), sendBeforeMs, check }, observe);
    return check(result);
  }

  return {
    canInsertResolved: true,
    insert: (body, sendBeforeMs, observe) => write("POST", createPath, body, sendBeforeMs, observe),
    change: (ref, body, sendBeforeMs, observe) =>
      write("PATCH", updatePath(ref.id), body, sendBeforeMs, observe),
  };
}

function writtenRow(method: string, result: unknown): IncidentRow {
  const row = parseIncidentRow(result);
  if (row !== undefined) return row;
  const detail = `The answer to a ${method} has no record with a sys_id`;
  throw new BridgeError("SERVICENOW_UNEXPECTED_RESPONSE", detail, { mayHaveHappened: true });
}
