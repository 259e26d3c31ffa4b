import { mayAccess } from "../access/acl.ts";
import type { Actor } from "../access/actor.ts";
import type { Table } from "../platform/dictionary.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord, Values } from "../platform/recordStore.ts";
import { isSysId, newSysId } from "../platform/sysId.ts";
import { tableRules } from "../tables/tableRules.ts";
import type { Change } from "./change.ts";
import { writeJournal } from "./journal.ts";
import type { Input } from "./readInput.ts";
import { refusal } from "./refusal.ts";

type Writing = { readonly instance: Instance; readonly actor: Actor; readonly table: Table };

/** Stores a new record. Throws a Refusal if an ACL, a rule or a data policy says no; then nothing is stored. */
export function insertRecord(
  { instance, actor, table }: Writing,
  input: Input,
  wishedSysId?: unknown,
): StoredRecord {
  if (!mayAccess(instance, actor, "create", table.name)) throw refusal.insertDenied();
  const sysId = typeof wishedSysId === "string" && isSysId(wishedSysId) ? wishedSysId : newSysId();
  if (instance.store.find(table.name, sysId) !== undefined) throw refusal.duplicateKey(table.name);
  const now = instance.nowText();
  const values: Values = {
    ...table.defaults,
    sys_created_on: now,
    sys_created_by: actor.userName,
    sys_updated_on: now,
    sys_updated_by: actor.userName,
    ...(table.allFields.has("sys_class_name") && { sys_class_name: table.name }),
    ...input.values,
    sys_id: sysId,
  };
  const change: Change = {
    instance,
    actor,
    table: table.name,
    sysId,
    before: undefined,
    values,
    sent: input.values,
    journal: input.journal,
    now,
  };
  runRules(change);
  return instance.together(() => {
    if (table.numbers !== undefined) {
      values["number"] ||= instance.nextNumber(table.name) ?? "";
    }
    return store(change);
  });
}

/** Changes a record. Nothing is touched, not even its counter, if nothing changes. Throws a Refusal. */
export function updateRecord(
  { instance, actor, table }: Writing,
  record: StoredRecord,
  input: Input,
): StoredRecord {
  if (!mayAccess(instance, actor, "write", table.name)) throw refusal.updateDenied();
  const now = instance.nowText();
  const before = record.values;
  const values: Values = { ...before, ...input.values };
  const change: Change = {
    instance,
    actor,
    table: record.table,
    sysId: record.sysId,
    before,
    values,
    sent: input.values,
    journal: input.journal,
    now,
  };
  runRules(change);
  const isChanged = Object.keys(values).some((name) => (before[name] ?? "") !== values[name]);
  if (!isChanged && input.journal.size === 0) return record;
  values["sys_mod_count"] =
    input.values["sys_mod_count"] ?? String(Number(before["sys_mod_count"] ?? "0") + 1);
  values["sys_updated_on"] = input.values["sys_updated_on"] ?? now;
  values["sys_updated_by"] = input.values["sys_updated_by"] ?? actor.userName;
  return instance.together(() => store(change));
}

/** Removes a record and its journal. Throws a Refusal. */
export function deleteRecord({ instance, actor, table }: Writing, record: StoredRecord): void {
  if (!mayAccess(instance, actor, "delete", table.name)) throw refusal.deleteDenied();
  instance.together(() => {
    for (const entry of instance.store.lookUp("sys_journal_field", "element_id", record.sysId) ?? []) {
      instance.store.delete(entry);
    }
    instance.store.delete(record);
  });
}

function runRules(change: Change): void {
  for (const name of change.instance.dictionary.tableOf(change.table).lineage) {
    for (const rule of tableRules.get(name) ?? []) rule(change);
  }
}

function store({ instance, actor, table, sysId, values, journal }: Change): StoredRecord {
  // Empty and missing are the same; missing is shorter.
  const filled: Values = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined && value !== "") filled[name] = value;
  }
  const record: StoredRecord = { table, sysId, values: filled };
  instance.store.save(record);
  for (const [element, text] of journal) writeJournal(instance, actor, record, element, text);
  return record;
}
