import type { WarningState, WarningStates } from "../../selfWarnings/episodes.ts";
import { jsonCopy } from "./jsonCopy.ts";

export function memoryWarningStates(): WarningStates {
  let stored: { readonly state: WarningState; readonly version: string } | undefined;
  let writes = 0;
  return {
    read: async () => (stored === undefined ? undefined : jsonCopy(stored)),
    async write(state, expectedVersion) {
      if (stored?.version !== expectedVersion) return { kind: "conflict" };
      writes += 1;
      stored = { state: jsonCopy(state), version: `version ${writes}` };
      return { kind: "written" };
    },
  };
}
