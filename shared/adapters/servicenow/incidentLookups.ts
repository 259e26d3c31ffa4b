import type { CallObserver, Lookup, WorkItemGateway } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { oldestOf, parseIncidentRow } from "./incidentRow.ts";
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
      let result: unknown;
      try {
        ({ result } = await call({ method: "GET", path: readPath(ref.id) }, observe));
      } catch (error) {
        if (error instanceof BridgeError && error.code === "SERVICENOW_RECORD_NOT_FOUND")
          return absent(observe);
        throw error;
      }
      const row = parseIncidentRow(result);
      if (row?.sys_id !== ref.id) {
        throw new BridgeError(
          "SERVICENOW_UNEXPECTED_RESPONSE",
          `The record read is not ${ref.number} (${ref.id})`,
        );
      }
      return { kind: "found", seen: await see(row, observe) };
    },

    async findByCorrelationId(_kind, correlationId, observe) {
      const { result } = await call({ method: "GET", path: byCorrelationIdPath(correlationId) }, observe);
      if (!Array.isArray(result)) {
        throw new BridgeError("SERVICENOW_UNEXPECTED_RESPONSE", "The list of incidents is no list");
      }
      if (result.length === 0) return absent(observe);

      // A term that ServiceNow may not use or does not understand is ignored, and the rest of the table comes back.
      const rows = result.map(parseIncidentRow).filter((row) => row?.correlation_id === correlationId);
      const oldest = oldestOf(rows.filter((row) => row !== undefined));
      if (oldest === undefined) return { kind: "absent", isReadingProven: false };
      return { kind: "found", seen: await see(oldest, observe) };
    },
  };
}
