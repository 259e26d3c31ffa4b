import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { markText } from "./incidentText.ts";
import { checkedSysId, journalPath } from "./incidentTable.ts";
import type { ReadingProof } from "./readingProof.ts";
import { rowsOf } from "./rows.ts";
import type { CallTable } from "./tableCalls.ts";

type Journals = "there" | "absent" | "unreadable";

const entriesQuery = "sysparm_fields=value&sysparm_suppress_pagination_header=true&sysparm_no_count=true";
const anyEntryPath = `/api/now/table/sys_journal_field?sysparm_query=name=incident^element=work_notes&${entriesQuery}&sysparm_limit=5`;

function entriesPath(sysId: string): string {
  return `/api/now/table/sys_journal_field?sysparm_query=element_id=${checkedSysId(sysId)}^element=work_notes&${entriesQuery}&sysparm_limit=1000`;
}

/**
 * Whether a note with this mark stands at the incident. Work notes show in the record only as display values; where these
 * are empty, the journal's own table is asked, which many integration users may not read. An empty journal counts
 * only if other incidents' entries are visible.
 */
export function findNote(call: CallTable, proof: ReadingProof) {
  async function inRecord(sysId: string, mark: string, observe: CallObserver): Promise<Journals> {
    const { result } = await call({ method: "GET", path: journalPath(sysId) }, observe);
    const text = displayOf(result, "work_notes");
    if (text.includes(mark)) return "there";
    return text.trim() === "" ? "unreadable" : "absent";
  }

  async function inJournal(sysId: string, mark: string, observe: CallObserver): Promise<Journals> {
    const valuesAt = async (path: string) =>
      rowsOf((await call({ method: "GET", path }, observe)).result, "sys_journal_field").flatMap(
        ({ value }) => value ?? [],
      );
    const entries = await valuesAt(entriesPath(sysId));
    if (entries.some((entry) => entry.includes(mark))) return "there";
    if (entries.length > 0) return "absent";
    return (await valuesAt(anyEntryPath)).length > 0 ? "absent" : "unreadable";
  }

  return async (sysId: string, mark: string, observe: CallObserver): Promise<Journals> => {
    const text = markText(mark);
    try {
      const seen = await inRecord(sysId, text, observe);
      return seen === "unreadable" ? await inJournal(sysId, text, observe) : seen;
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      // What is gone has no notes; what is hidden has notes that cannot be read.
      if (error.code === "SERVICENOW_RECORD_NOT_FOUND") {
        return (await proof.isProven(observe)) ? "absent" : "unreadable";
      }
      if (error.entry.retry === "never") return "unreadable";
      throw error;
    }
  };
}

function displayOf(result: unknown, field: string): string {
  if (typeof result !== "object" || result === null) return "";
  const value: unknown = Reflect.get(result, field);
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const display: unknown = Reflect.get(value, "display_value");
  return typeof display === "string" ? display : "";
}
