import type { CallObserver, Clock } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { readImportReply, type ImportedRow } from "./importReply.ts";
import { parseIncidentRow, type IncidentRow } from "./incidentRow.ts";
import { readPath, readWrittenPath, type IncidentBody } from "./incidentTable.ts";
import type { IncidentWriter } from "./incidentWriter.ts";
import type { CallTable } from "./tableCalls.ts";

/** Reading back is worth a little, and whoever waits for it holds a claim on the ticket. */
const longestQueueMs = 5_000;
const readBackTimeoutMs = 10_000;

/**
 * Through an import set table, as connectors did that were certified by ServiceNow: rows are posted, and a transform map makes
 * incidents of them. The map coalesces on correlation_id, so a row changes the incident that has its correlation id.
 *
 * The answer names the record and no more, so it is read back; that costs one call for each write, and one before a
 * change, which makes sure that the row will find its incident.
 */
export function importWriter(call: CallTable, clock: Clock, table: string): IncidentWriter {
  const path = `/api/now/import/${table}`;

  async function post(body: IncidentBody, sendBeforeMs: number, observe: CallObserver): Promise<ImportedRow> {
    const request = {
      method: "POST",
      path,
      body: JSON.stringify(body),
      sendBeforeMs,
      check: readImportReply,
    } as const;
    return readImportReply((await call(request, observe)).result);
  }

  /** After a write that has happened, whatever comes of this: what cannot be read is as it was sent. */
  async function readBack(
    { sysId, number }: ImportedRow,
    body: IncidentBody,
    observe: CallObserver,
  ): Promise<IncidentRow> {
    const { state, correlation_id: correlationId } = body;
    const assumed: IncidentRow = {
      sys_id: sysId,
      ...(number === undefined ? undefined : { number }),
      ...(state === undefined ? undefined : { state }),
      ...(correlationId === undefined ? undefined : { correlation_id: correlationId }),
    };
    try {
      const sendBeforeMs = clock.nowMs() + longestQueueMs;
      const request = {
        method: "GET",
        path: readWrittenPath(sysId),
        sendBeforeMs,
        timeoutMs: readBackTimeoutMs,
      } as const;
      const row = parseIncidentRow((await call(request, observe)).result);
      return row?.sys_id === sysId ? row : assumed;
    } catch (error) {
      if (error instanceof BridgeError) return assumed;
      throw error;
    }
  }

  return {
    // Many transform maps set the state themselves; what was made open is resolved as ever.
    canInsertResolved: false,

    async insert(body, sendBeforeMs, observe) {
      return readBack(await post(body, sendBeforeMs, observe), body, observe);
    },

    async change(ref, body, sendBeforeMs, observe) {
      const { result } = await call({ method: "GET", path: readPath(ref.id), sendBeforeMs }, observe);
      const correlationId = parseIncidentRow(result)?.correlation_id ?? "";
      if (correlationId === "") {
        const detail = `${ref.number} has no correlation id that can be read, so that no row would find it; nothing was sent`;
        throw new BridgeError("SERVICENOW_IMPORT_WRONG_RECORD", detail);
      }
      const row = { ...body, correlation_id: correlationId };
      const reached = await post(row, sendBeforeMs, observe);
      if (reached.sysId !== ref.id) {
        const other = reached.number ?? reached.sysId;
        throw new BridgeError(
          "SERVICENOW_IMPORT_WRONG_RECORD",
          `The row for ${ref.number} reached ${other}, which has the same correlation id ${correlationId}`,
        );
      }
      return readBack(reached, row, observe);
    },
  };
}
