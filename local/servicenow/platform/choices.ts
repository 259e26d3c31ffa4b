import type { Dictionary } from "./dictionary.ts";
import type { RecordStore } from "./recordStore.ts";

/** Choice lists, as sys_choice has them. A table without a list of its own uses that of the table it extends. */
export type Choices = {
  /** Value to label, in order; `undefined` if the column has no list. */
  of(table: string, column: string): ReadonlyMap<string, string> | undefined;
};

export function makeChoices(dictionary: Dictionary, store: RecordStore): Choices {
  let lists = new Map<string, Map<string, string>>();
  let knownVersion = -1;

  const read = () => {
    const rows = store
      .all("sys_choice")
      .filter(({ values }) => values["inactive"] !== "true" && (values["language"] ?? "en") === "en")
      .sort((a, b) => Number(a.values["sequence"] ?? "0") - Number(b.values["sequence"] ?? "0"));
    lists = new Map();
    for (const { values } of rows) {
      const key = `${values["name"] ?? ""}.${values["element"] ?? ""}`;
      const list = lists.get(key) ?? new Map<string, string>();
      lists.set(key, list.set(values["value"] ?? "", values["label"] ?? ""));
    }
  };

  return {
    of(table, column) {
      const version = store.version("sys_choice");
      if (version !== knownVersion) {
        read();
        knownVersion = version;
      }
      for (const name of dictionary.table(table)?.lineage ?? []) {
        const list = lists.get(`${name}.${column}`);
        if (list !== undefined) return list;
      }
      return undefined;
    },
  };
}
