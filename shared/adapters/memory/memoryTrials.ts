import type { Trial, Trials } from "../../poison/trial.ts";
import { jsonCopy } from "./jsonCopy.ts";

export function memoryTrials(trials = new Map<string, Trial>()): Trials {
  return {
    async begin(trial) {
      const former = trials.get(trial.key);
      if (former === undefined) trials.set(trial.key, jsonCopy(trial));
      return former === undefined ? undefined : jsonCopy(former);
    },
    async end(key) {
      trials.delete(key);
    },
  };
}
