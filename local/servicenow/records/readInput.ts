import { listOf } from "../access/apiAccess.ts";
import type { Actor } from "../access/actor.ts";
import type { Field, Table } from "../platform/dictionary.ts";
import { fromGlideTime, fromTimeZone, toGlideTime } from "../platform/glideTime.ts";
import type { Instance } from "../platform/instance.ts";
import type { Values } from "../platform/recordStore.ts";
import { isSysId } from "../platform/sysId.ts";

/** What a caller wants to store, in raw values of columns that exist. */
export type Input = {
  readonly values: Values;
  /** Entries for journal columns, by column. */
  readonly journal: ReadonlyMap<string, string>;
};

type ReadOptions = {
  /** `sysparm_input_display_value`: labels, names and the caller's time zone instead of raw values and UTC. */
  readonly displayValues: boolean;
  /** `sysparm_suppress_auto_sys_field`: stamps are taken from the caller. */
  readonly stamps: boolean;
};

const stampColumns = new Set([
  "sys_created_on",
  "sys_created_by",
  "sys_updated_on",
  "sys_updated_by",
  "sys_mod_count",
]);
const platformColumns = new Set(["sys_id", "sys_class_name", "comments_and_work_notes"]);

/**
 * Reads a request body. Like the platform, it is silent about what it does not take: unknown keys, choices that
 * do not exist, names nobody has, text beyond the length of a column.
 */
export function readInput(
  instance: Instance,
  actor: Actor,
  table: Table,
  body: Readonly<Record<string, unknown>>,
  options: ReadOptions,
): Input {
  const values: Values = {};
  const journal = new Map<string, string>();
  for (const [name, sent] of Object.entries(body)) {
    const field = table.allFields.get(name);
    if (field === undefined || platformColumns.has(name)) continue;
    if (stampColumns.has(name) && !options.stamps) continue;
    const text = textOf(sent, options.displayValues);
    if (field.type === "journal") {
      if (text !== "") journal.set(name, text);
      continue;
    }
    const value = readValue(instance, actor, table.name, name, field, text, options.displayValues);
    if (value !== undefined) values[name] = value;
  }
  return { values, journal };
}

/** Everything in a record is text. Of an object as the API answers it, its value counts. */
function textOf(sent: unknown, displayValues: boolean): string {
  if (sent === null || sent === undefined) return "";
  if (typeof sent === "string") return sent;
  if (typeof sent === "number" || typeof sent === "boolean") return String(sent);
  if (typeof sent === "object" && "value" in sent) {
    const { value, display_value: shown } = sent as { value: unknown; display_value?: unknown };
    return textOf(displayValues ? (shown ?? value) : value, displayValues);
  }
  return JSON.stringify(sent);
}

/** `undefined`: the column is left as it is. */
function readValue(
  instance: Instance,
  actor: Actor,
  table: string,
  name: string,
  field: Field,
  text: string,
  displayValues: boolean,
): string | undefined {
  if (field.choice === true) return readChoice(instance, table, name, text, displayValues);
  if (text === "") return "";
  switch (field.type) {
    case "boolean":
      return text === "true" || text === "1" ? "true" : "false";
    case "integer":
      return Number.isFinite(Number(text)) ? String(Math.trunc(Number(text))) : undefined;
    case "dateTime": {
      const ms = displayValues ? fromTimeZone(text, actor.timeZone) : fromGlideTime(text);
      return ms === undefined ? undefined : toGlideTime(ms);
    }
    case "reference":
      return displayValues ? findByDisplayName(instance, field.reference ?? "", text) : text;
    case "string":
      return cut(text, lengthOf(instance, table, name, field));
    case "duration":
    case "password":
    case "className":
    case "journal":
      return text;
    default:
      return field.type satisfies never;
  }
}

/** As the dictionary has it, or a customer's administrator. */
function lengthOf(instance: Instance, table: string, name: string, field: Field): number {
  const changed = listOf(instance.properties.get("sandbox.dictionary.lengths")).find((entry) =>
    entry.startsWith(`${table}.${name}=`),
  );
  return changed === undefined ? (field.maxLength ?? Infinity) : Number(changed.split("=")[1]);
}

/** Never inside of a surrogate pair. */
function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const end = text.slice(0, maxLength);
  return /[\uD800-\uDBFF]$/.test(end) ? end.slice(0, -1) : end;
}

/** Unknown choices are not stored, and a choice cannot be cleared. */
function readChoice(
  instance: Instance,
  table: string,
  name: string,
  text: string,
  displayValues: boolean,
): string | undefined {
  const list = instance.choices.of(table, name);
  if (list === undefined || list.has(text)) return text;
  if (text === "") return undefined;
  if (displayValues) {
    for (const [value, label] of list) if (label.toLowerCase() === text.toLowerCase()) return value;
  }
  return instance.properties.isOn("glide.rest.choice.allow_non_existing_value") ? text : undefined;
}

function findByDisplayName(instance: Instance, table: string, text: string): string | undefined {
  if (isSysId(text) && instance.store.find(table, text) !== undefined) return text;
  const { displayField } = instance.dictionary.tableOf(table);
  const found = instance.store.lookUp(table, displayField, text) ?? instance.store.all(table);
  return found.find(({ values }) => values[displayField]?.toLowerCase() === text.toLowerCase())?.sysId;
}
