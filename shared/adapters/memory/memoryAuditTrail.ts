import type { AuditEntry, AuditTrail } from "../../audit/audit.ts";
import { jsonCopy } from "./jsonCopy.ts";
import { memoryPage } from "./memoryPage.ts";

export function memoryAuditTrail(): AuditTrail {
  const entries = new Map<string, AuditEntry>();

  return {
    async add(entry) {
      if (!entries.has(entry.id)) entries.set(entry.id, jsonCopy(entry));
    },
    async newest({ limit, continuation, subject }) {
      const wanted = [...entries.values()]
        .filter((entry) => subject === undefined || entry.subject === subject)
        .sort((one, other) => (one.id < other.id ? 1 : -1));
      const page = memoryPage(wanted, ({ id }) => id, limit, continuation, "descending");
      return { entries: page.items.map(jsonCopy), continuation: page.continuation };
    },
  };
}
