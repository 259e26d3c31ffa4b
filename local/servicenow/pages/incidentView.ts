import type { Actor } from "../access/actor.ts";
import type { Instance } from "../platform/instance.ts";
import type { StoredRecord } from "../platform/recordStore.ts";
import { displayValue } from "../records/displayValue.ts";

/** Reads columns of one record as a page shows them; moments in UTC. */
export type View = {
  readonly raw: (name: string) => string;
  readonly shown: (name: string) => string;
};

const utcReader: Actor = { sysId: "", userName: "", name: "", timeZone: "GMT", roles: new Set() };

export function viewOf(instance: Instance, record: StoredRecord): View {
  const { allFields } = instance.dictionary.tableOf(record.table);
  return {
    raw: (name) => record.values[name] ?? "",
    shown(name) {
      const field = allFields.get(name);
      if (field === undefined) return "";
      const text = displayValue(instance, utcReader, record, name, field);
      // A reference to nobody is still worth seeing.
      return text === "" ? (record.values[name] ?? "") : text;
    },
  };
}
