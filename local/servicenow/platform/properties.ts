import type { RecordStore } from "./recordStore.ts";

/** System properties, as sys_properties has them. */
export type Properties = {
  get(name: string): string | undefined;
  isOn(name: string): boolean;
  number(name: string, fallback: number): number;
};

export function makeProperties(store: RecordStore): Properties {
  let known = new Map<string, string>();
  let knownVersion = -1;

  const get = (name: string) => {
    const version = store.version("sys_properties");
    if (version !== knownVersion) {
      known = new Map(
        store.all("sys_properties").map(({ values }) => [values["name"] ?? "", values["value"] ?? ""]),
      );
      knownVersion = version;
    }
    return known.get(name);
  };

  return {
    get,
    isOn: (name) => get(name) === "true",
    number(name, fallback) {
      const value = Number(get(name) ?? "");
      return Number.isFinite(value) && value > 0 ? value : fallback;
    },
  };
}
