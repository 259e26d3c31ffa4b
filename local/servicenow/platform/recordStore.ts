import type { Dictionary } from "./dictionary.ts";

/** Raw values by column. A column that is not there is empty, as ServiceNow makes no difference either. */
export type Values = Record<string, string>;

export type StoredRecord = {
  readonly sysId: string;
  /** The class of the record: the most special table it belongs to. */
  readonly table: string;
  values: Values;
};

/** Told about every change, before it is answered. */
export type ChangeListener = {
  saved(record: StoredRecord): void;
  deleted(record: StoredRecord): void;
};

/** All records, in memory, with indexes. Reading a table also reads the tables that extend it. */
export type RecordStore = {
  find(table: string, sysId: string): StoredRecord | undefined;
  all(table: string): StoredRecord[];
  count(table: string): number;
  /** Records with this value, without regard to case; `undefined` if the column has no index. */
  lookUp(table: string, column: string, value: string): readonly StoredRecord[] | undefined;
  /** Replaces a record of the same sys_id, in its place. */
  save(record: StoredRecord): void;
  delete(record: StoredRecord): void;
  clear(): void;
  /** Changes whenever a record of exactly this table does: what is derived from it can be kept until then. */
  version(table: string): number;
};

type TableContent = {
  records: Map<string, StoredRecord>;
  indexes: Map<string, Map<string, Set<StoredRecord>>>;
  version: number;
};

export function makeRecordStore(dictionary: Dictionary, listener?: ChangeListener): RecordStore {
  const contents = new Map<string, TableContent>();

  const contentOf = (table: string): TableContent => {
    let content = contents.get(table);
    if (content === undefined) {
      const indexes = dictionary.tableOf(table).allIndexes;
      content = {
        records: new Map(),
        indexes: new Map(indexes.map((name) => [name, new Map<string, Set<StoredRecord>>()])),
        version: 0,
      };
      contents.set(table, content);
    }
    return content;
  };

  const familyOf = (table: string) => dictionary.tableOf(table).family.map(contentOf);

  const unindex = (content: TableContent, record: StoredRecord) => {
    for (const [column, index] of content.indexes) {
      const key = (record.values[column] ?? "").toLowerCase();
      const bucket = index.get(key);
      bucket?.delete(record);
      if (bucket?.size === 0) index.delete(key);
    }
  };

  const index = (content: TableContent, record: StoredRecord) => {
    for (const [column, entries] of content.indexes) {
      const key = (record.values[column] ?? "").toLowerCase();
      const bucket = entries.get(key);
      if (bucket === undefined) entries.set(key, new Set([record]));
      else bucket.add(record);
    }
  };

  return {
    find(table, sysId) {
      for (const content of familyOf(table)) {
        const record = content.records.get(sysId);
        if (record !== undefined) return record;
      }
      return undefined;
    },
    all: (table) => familyOf(table).flatMap(({ records }) => [...records.values()]),
    count: (table) => familyOf(table).reduce((sum, { records }) => sum + records.size, 0),
    lookUp(table, column, value) {
      const found: StoredRecord[] = [];
      for (const { indexes } of familyOf(table)) {
        const entries = indexes.get(column);
        if (entries === undefined) return undefined;
        for (const record of entries.get(value.toLowerCase()) ?? []) found.push(record);
      }
      return found;
    },
    save(record) {
      const content = contentOf(record.table);
      const former = content.records.get(record.sysId);
      if (former !== undefined) unindex(content, former);
      content.records.set(record.sysId, record);
      index(content, record);
      content.version++;
      listener?.saved(record);
    },
    delete(record) {
      const content = contentOf(record.table);
      const stored = content.records.get(record.sysId);
      if (stored === undefined) return;
      content.records.delete(record.sysId);
      unindex(content, stored);
      content.version++;
      listener?.deleted(record);
    },
    clear() {
      for (const [table, content] of contents) {
        for (const record of [...content.records.values()]) this.delete(record);
        contents.set(table, { ...contentOf(table), version: content.version + 1 });
      }
    },
    version: (table) => contentOf(table).version,
  };
}
