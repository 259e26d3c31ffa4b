import type { StormWindow } from "../../storms/stormWindow.ts";
import type { StormWindows } from "../../storms/stormWindows.ts";
import { jsonCopy } from "./jsonCopy.ts";

/** Each window with its version. */
export type MemoryWindows = Map<string, { readonly window: StormWindow; readonly version: string }>;

export function memoryStormWindows(windows: MemoryWindows = new Map()): StormWindows {
  let writes = 0;
  return {
    async read(key, startsAtUtc) {
      const stored = windows.get(`${key}|${startsAtUtc}`);
      return stored === undefined ? undefined : jsonCopy(stored);
    },
    async write(window, expectedVersion) {
      const id = `${window.key}|${window.startsAtUtc}`;
      if (windows.get(id)?.version !== expectedVersion) return { kind: "conflict" };
      writes += 1;
      windows.set(id, { window: jsonCopy(window), version: `version ${writes}` });
      return { kind: "written" };
    },
    async forget(key, beforeUtc) {
      for (const [id, { window }] of windows) {
        if (window.key === key && window.startsAtUtc < beforeUtc) windows.delete(id);
      }
    },
  };
}
