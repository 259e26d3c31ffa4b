import { chmodSync } from "node:fs";
import type { ChangeListener, StoredRecord, Values } from "./recordStore.ts";

/** Records and counters in one SQLite file. What was answered to a caller survives the end of the process. */
export type SqliteFile = ChangeListener & {
  loadRecords(): Iterable<StoredRecord>;
  loadCounters(): ReadonlyMap<string, number>;
  saveCounter(name: string, value: number): void;
  /** Everything that `work` changes is stored together, or not at all. */
  together<T>(work: () => T): T;
  close(): void;
};

/** Throws with a readable message if the file cannot be opened or another sandbox has it. */
export async function openSqliteFile(path: string): Promise<SqliteFile> {
  const { DatabaseSync } = await withoutExperimentalWarning(() => import("node:sqlite"));
  const database = openDatabase(() => new DatabaseSync(path), path);

  const save = database.prepare(
    `INSERT INTO records (table_name, sys_id, columns) VALUES (?, ?, ?)
     ON CONFLICT (table_name, sys_id) DO UPDATE SET columns = excluded.columns`,
  );
  const remove = database.prepare("DELETE FROM records WHERE table_name = ? AND sys_id = ?");
  const saveCounter = database.prepare(
    "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  );
  const begin = database.prepare("BEGIN");
  const commit = database.prepare("COMMIT");
  let depth = 0;

  return {
    *loadRecords() {
      const rows = database.prepare("SELECT table_name, sys_id, columns FROM records ORDER BY rowid");
      for (const row of rows.iterate()) {
        yield {
          table: String(row["table_name"]),
          sysId: String(row["sys_id"]),
          values: JSON.parse(String(row["columns"])) as Values,
        };
      }
    },
    loadCounters() {
      const rows = database.prepare("SELECT name, value FROM counters").all();
      return new Map(rows.map((row) => [String(row["name"]), Number(row["value"])]));
    },
    saveCounter: (name, value) => void saveCounter.run(name, value),
    saved: (record) => void save.run(record.table, record.sysId, JSON.stringify(record.values)),
    deleted: (record) => void remove.run(record.table, record.sysId),
    together(work) {
      if (depth > 0) return work();
      depth++;
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      } finally {
        depth--;
      }
    },
    close: () => database.close(),
  };
}

function openDatabase<T extends { exec(sql: string): void }>(open: () => T, path: string): T {
  try {
    const database = open();
    // NORMAL keeps everything when the process dies; only a power cut may lose the last moments.
    database.exec(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8000;",
    );
    database.exec(`
      CREATE TABLE IF NOT EXISTS records (
        table_name TEXT NOT NULL, sys_id TEXT NOT NULL, columns TEXT NOT NULL, UNIQUE (table_name, sys_id));
      CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);`);
    // It holds access tokens of the sandbox.
    chmodSync(path, 0o600);
    return database;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = reason.includes("locked") ? "another ServiceNow sandbox has it open" : reason;
    throw new Error(`The data file ${path} cannot be used: ${hint}`, { cause: error });
  }
}

/** SQLite in Node is past its experiment but may still say otherwise on every start. */
async function withoutExperimentalWarning<T>(load: () => Promise<T>): Promise<T> {
  const original = process.emitWarning.bind(process);
  process.emitWarning = (warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes("SQLite")) original(warning, ...rest);
  };
  try {
    return await load();
  } finally {
    process.emitWarning = original;
  }
}
