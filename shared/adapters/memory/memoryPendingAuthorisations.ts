import type {
  PendingAuthorisations,
  StoredAuthorisation,
} from "../../connections/authorisation/pendingAuthorisation.ts";
import { jsonCopy } from "./jsonCopy.ts";

export function memoryPendingAuthorisations(): PendingAuthorisations {
  const all = new Map<string, StoredAuthorisation>();
  let writes = 0;
  return {
    async read(id) {
      const stored = all.get(id);
      return stored === undefined ? undefined : jsonCopy(stored);
    },
    async write(pending, expectedVersion) {
      if (all.get(pending.id)?.version !== expectedVersion) return { kind: "conflict" };
      writes += 1;
      const version = String(writes);
      all.set(pending.id, { pending: jsonCopy(pending), version });
      return { kind: "written", version };
    },
    async removeEnded(beforeUtc) {
      const ended = [...all].filter(([, { pending }]) => pending.endsUtc < beforeUtc);
      for (const [id] of ended) all.delete(id);
      return ended.length;
    },
  };
}
