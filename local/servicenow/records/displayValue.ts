import type { Actor } from "../access/actor.ts";
import type { Field } from "../platform/dictionary.ts";
import { fromGlideTime, inTimeZone } from "../platform/glideTime.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { journalText } from "./journal.ts";

/** What a reference to this record shows; empty if there is no such record. */
export function displayNameOf(instance: Instance, table: string, sysId: string): string {
  if (sysId === "") return "";
  if (sysId === "global") return "global";
  const record = instance.store.find(table, sysId);
  if (record === undefined) return "";
  const { displayField, allFields } = instance.dictionary.tableOf(record.table);
  const value = record.values[displayField] ?? "";
  const reference = allFields.get(displayField)?.reference;
  return reference === undefined ? value : displayNameOf(instance, reference, value);
}

/** A column as people see it: labels, names, their own time zone. */
export function displayValue(
  instance: Instance,
  reader: Actor,
  record: StoredRecord,
  name: string,
  field: Field,
): string {
  if (field.type === "journal") return journalText(instance, reader, record, name);
  const raw = record.values[name] ?? "";
  if (raw === "") return "";
  if (field.reference !== undefined) return displayNameOf(instance, field.reference, raw);
  if (field.choice === true) return instance.choices.of(record.table, name)?.get(raw) ?? raw;
  if (field.type === "dateTime") {
    const ms = fromGlideTime(raw);
    return ms === undefined ? raw : inTimeZone(ms, reader.timeZone);
  }
  if (field.type === "duration") return durationText(raw);
  if (field.type === "className") return instance.dictionary.table(raw)?.label ?? raw;
  return raw;
}

/** Durations are kept as moments after 1970 and shown as `18 Days 8 Hours`. */
function durationText(raw: string): string {
  const seconds = Math.floor((fromGlideTime(raw) ?? 0) / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "Day"],
    [Math.floor(seconds / 3600) % 24, "Hour"],
    [Math.floor(seconds / 60) % 60, "Minute"],
  ];
  const words = parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}${count === 1 ? "" : "s"}`);
  return words.length > 0 ? words.join(" ") : `${seconds} Seconds`;
}
