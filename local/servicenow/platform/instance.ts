import { makeChoices, type Choices } from "./choices.ts";
import type { SandboxClock } from "./clock.ts";
import { type Dictionary, makeDictionary, type TableDefinition } from "./dictionary.ts";
import { toGlideTime } from "./glideTime.ts";
import { makeProperties, type Properties } from "./properties.ts";
import { makeRecordStore, type RecordStore, type Values } from "./recordStore.ts";
import type { SqliteFile } from "./sqliteFile.ts";
import { newSysId, sysIdFor } from "./sysId.ts";

/** One ServiceNow instance: its dictionary, its records, its time. */
export type Instance = {
  /** As links in answers name it; without a slash at the end. */
  readonly url: string;
  readonly dictionary: Dictionary;
  readonly store: RecordStore;
  readonly clock: SandboxClock;
  readonly properties: Properties;
  readonly choices: Choices;
  /** Now, in whole seconds, as ServiceNow writes it. */
  nowText(): string;
  /** The next number of a table that has Number Maintenance; `undefined` for others. */
  nextNumber(table: string): string | undefined;
  /** Everything that `work` changes is stored together, or not at all. */
  together<T>(work: () => T): T;
  /** Stores a record as it is, without rules: for what the platform itself keeps. Known ones are replaced. */
  put(table: string, values: Values, key?: string): void;
  /** Forgets all records of these tables, and the numbers given out. */
  clear(): void;
};

type Parts = {
  readonly tables: readonly TableDefinition[];
  readonly clock: SandboxClock;
  readonly url: () => string;
  readonly file?: SqliteFile | undefined;
};

/** Loads what the file has; without a file, everything ends with the process. */
export function makeInstance({ tables, clock, url, file }: Parts): Instance {
  const dictionary = makeDictionary(tables);
  let loading = true;
  const store = makeRecordStore(dictionary, {
    saved(record) {
      if (!loading) file?.saved(record);
    },
    deleted: (record) => file?.deleted(record),
  });
  for (const record of file?.loadRecords() ?? []) {
    if (dictionary.table(record.table) !== undefined) store.save(record);
  }
  loading = false;

  const counters = new Map(file?.loadCounters());
  // The platform writes a time stamp for every record; the text changes once a second.
  let now = { second: -1, text: "" };

  const nowText = () => {
    const second = Math.floor(clock.nowMs() / 1000);
    if (now.second !== second) now = { second, text: toGlideTime(second * 1000) };
    return now.text;
  };

  return {
    get url() {
      return url();
    },
    dictionary,
    store,
    clock,
    properties: makeProperties(store),
    choices: makeChoices(dictionary, store),
    nowText,
    nextNumber(name) {
      const numbers = dictionary.tableOf(name).numbers;
      if (numbers === undefined) return undefined;
      const number = (counters.get(name) ?? numbers.after) + 1;
      counters.set(name, number);
      file?.saveCounter(name, number);
      return `${numbers.prefix}${String(number).padStart(7, "0")}`;
    },
    together: (work) => (file === undefined ? work() : file.together(work)),
    put(table, values, key) {
      const sysId = values["sys_id"] ?? (key === undefined ? newSysId() : sysIdFor(table, key));
      const stamped = {
        ...dictionary.tableOf(table).defaults,
        sys_created_on: nowText(),
        sys_created_by: "admin",
        sys_updated_on: nowText(),
        sys_updated_by: "admin",
        sys_mod_count: "0",
        ...(dictionary.tableOf(table).allFields.has("sys_class_name") && { sys_class_name: table }),
        ...values,
        sys_id: sysId,
      };
      store.save({ table, sysId, values: stamped });
    },
    clear() {
      counters.clear();
      store.clear();
      for (const { name, numbers } of dictionary.tables) {
        if (numbers !== undefined) file?.saveCounter(name, numbers.after);
      }
    },
  };
}
