import type { CallObserver, Lookup, WorkItemGateway } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { WorkItemRef } from "../../workItems/workItem.ts";
import { type IncidentRow, oldestOf, parseIncidentRow } from "./incidentRow.ts";
import { byCorrelationIdPath, readPath } from "./incidentTable.ts";
import type { ReadingProof } from "./readingProof.ts";
import type { See } from "./seeing.ts";
import type { CallTable } from "./tableCalls.ts";

/** Reading incidents, and saying honestly what it means that one is not there. */
export function incidentLookups(
  call: CallTable,
  proof: ReadingProof,
  see: See,
): Pick<WorkItemGateway, "find" | "findByCorrelationId"> {
  async function absent(observe: CallObserver): Promise<Lookup> {
    return { kind: "absent", isReadingProven: await proof.isProven(observe) };
  }

  return {
    async find(_kind, ref, observe) {
      const check = (result: unknown) => rowOf(ref, result);
      let result: unknown;
      try {
        ({ result } = await call({ method: "GET", path: readPath(ref.id), check }, observe));
      } catch (error) {
        if (error instanceof BridgeError && error.code === "SERVICENOW_RECORD_NOT_FOUND")
          return absent(observe);
        throw error;
      }
      return { kind: "found", seen: await see(check(result), observe) };
    },

    async findByCorrelationId(_kind, correlationId, observe) {
      const path = byCorrelationIdPath(correlationId);
      const { result } = await call({ method: "GET", path, check: listOf }, observe);
      const list = listOf(result);
      if (list.length === 0) return absent(observe);

      // A term that ServiceNow may not use or does not understand is ignored, and the rest of the table comes back.
      const rows = list.map(parseIncidentRow).filter((row) => row?.correlation_id === correlationId);
      const oldest = oldestOf(rows.filter((row) => row !== undefined));
      if (oldest === undefined) return { kind: "absent", isReadingProven: false };
      return { kind: "found", seen: await see(oldest, observe) };
    },
  };
}

function rowOf(ref: WorkItemRef, result: unknown): IncidentRow {
  const row = parseIncidentRow(result);
  if (row?.sys_id === ref.id) return row;
  throw new BridgeError("SERVICENOW_UNEXPECTED_RESPONSE", `The record read is not ${ref.number} (${ref.id})`);
}

function listOf(result: unknown): readonly unknown[] {
  if (Array.isArray(result)) return result;
  throw new BridgeError("SERVICENOW_UNEXPECTED_RESPONSE", "The list of incidents is no list");
}
