import type { Actor } from "../access/actor.ts";
import { fromGlideTime, inTimeZone } from "../platform/glideTime.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";

/** One entry of work notes or comments. */
export type JournalEntry = {
  readonly element: string;
  readonly label: string;
  readonly text: string;
  /** `yyyy-MM-dd HH:mm:ss`, UTC. */
  readonly createdOn: string;
  readonly createdBy: string;
};

/** Keeps what was written into a journal column; the record itself never has it. */
export function writeJournal(
  instance: Instance,
  actor: Actor,
  record: StoredRecord,
  element: string,
  text: string,
): void {
  instance.put("sys_journal_field", {
    name: record.table,
    element,
    element_id: record.sysId,
    value: text,
    sys_created_by: actor.userName,
    sys_updated_by: actor.userName,
  });
}

/** Newest first. `comments_and_work_notes` shows both. */
export function journalEntries(instance: Instance, record: StoredRecord, element: string): JournalEntry[] {
  const { allFields } = instance.dictionary.tableOf(record.table);
  const entries = instance.store.lookUp("sys_journal_field", "element_id", record.sysId) ?? [];
  return entries
    .map(({ values }) => ({
      element: values["element"] ?? "",
      label: allFields.get(values["element"] ?? "")?.label ?? "",
      text: values["value"] ?? "",
      createdOn: values["sys_created_on"] ?? "",
      createdBy: values["sys_created_by"] ?? "",
    }))
    .filter((entry) => element === "comments_and_work_notes" || entry.element === element)
    .reverse();
}

/** As a display value shows it: `2026-01-01 10:00:00 - System Administrator (Work notes)` and the text. */
export function journalText(
  instance: Instance,
  reader: Actor,
  record: StoredRecord,
  element: string,
): string {
  return journalEntries(instance, record, element)
    .map(({ label, text, createdOn, createdBy }) => {
      const author = instance.store.lookUp("sys_user", "user_name", createdBy)?.[0]?.values["name"];
      const at = inTimeZone(fromGlideTime(createdOn) ?? 0, reader.timeZone);
      return `${at} - ${author ?? createdBy} (${label})\n${text}\n\n`;
    })
    .join("");
}
