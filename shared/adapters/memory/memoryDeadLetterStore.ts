import { fitsFilter } from "../../deadLetters/deadLetterFilter.ts";
import { waiting } from "../../deadLetters/deadLetterStatus.ts";
import type { DeadLetterStore, VersionedDeadLetter } from "../../deadLetters/deadLetterStore.ts";
import { jsonCopy } from "./jsonCopy.ts";
import { memoryPage } from "./memoryPage.ts";

export function memoryDeadLetterStore(): DeadLetterStore {
  const letters = new Map<string, VersionedDeadLetter>();
  let writes = 0;

  return {
    async put(letter) {
      const { id } = letter;
      if (!letters.has(id)) letters.set(id, copyOf({ letter, status: waiting, version: "first" }));
    },
    get: async (id) => {
      const stored = letters.get(id);
      return stored === undefined ? undefined : copyOf(stored);
    },
    async setStatus({ letter: { id }, version: expected }, status) {
      const stored = letters.get(id);
      if (stored?.version !== expected) return { kind: "conflict" };
      writes += 1;
      const version = `version ${writes}`;
      letters.set(id, copyOf({ ...stored, status, version }));
      return { kind: "written", version };
    },
    async replace({ letter: { id }, version: expected }, letter) {
      const stored = letters.get(id);
      if (stored?.version !== expected) return { kind: "conflict" };
      writes += 1;
      const version = `version ${writes}`;
      letters.set(id, copyOf({ ...stored, letter, version }));
      return { kind: "written", version };
    },
    async remove({ letter: { id }, version: expected }) {
      return letters.get(id)?.version === expected && letters.delete(id);
    },
    async list(filter, limit, continuation) {
      const fitting = [...letters.values()]
        .filter((stored) => fitsFilter(stored, filter))
        .sort((one, other) => (one.letter.id < other.letter.id ? 1 : -1));
      const page = memoryPage(fitting, ({ letter }) => letter.id, limit, continuation, "descending");
      return {
        letters: page.items.map(copyOf).map(({ letter, status }) => ({ letter, status })),
        continuation: page.continuation,
      };
    },
  };
}

function copyOf({ letter, status, version }: VersionedDeadLetter): VersionedDeadLetter {
  // JSON drops a field that is undefined; the type says it is there.
  const envelope = letter.envelope === undefined ? undefined : jsonCopy(letter.envelope);
  return { letter: { ...jsonCopy(letter), envelope }, status: jsonCopy(status), version };
}
