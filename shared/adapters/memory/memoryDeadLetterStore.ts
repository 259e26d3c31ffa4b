import type { DeadLetter } from "../../delivery/deadLetter.ts";
import type { DeadLetterStore } from "../../delivery/ports.ts";
import { jsonCopy } from "./jsonCopy.ts";

export function memoryDeadLetterStore(): DeadLetterStore {
  const letters = new Map<string, DeadLetter>();

  return {
    async put(letter) {
      if (!letters.has(letter.id)) letters.set(letter.id, stored(letter));
    },
    get: async (id) => {
      const letter = letters.get(id);
      return letter === undefined ? undefined : stored(letter);
    },
    async list(limit, continuation) {
      const ids = [...letters.keys()].sort().reverse();
      const rest = ids.filter((id) => continuation === undefined || id < continuation);
      const page = rest.slice(0, limit).flatMap((id) => letters.get(id) ?? []);
      return {
        letters: page.map(stored),
        continuation: rest.length > limit ? page.at(-1)?.id : undefined,
      };
    },
  };
}

function stored(letter: DeadLetter): DeadLetter {
  // JSON drops a field that is undefined; the type says it is there.
  return {
    ...jsonCopy(letter),
    envelope: letter.envelope === undefined ? undefined : jsonCopy(letter.envelope),
  };
}
