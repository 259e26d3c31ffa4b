import type { IndexRow, TicketIndex } from "../../delivery/ports.ts";
import { memoryPage } from "./memoryPage.ts";

export function memoryTicketIndex(rows = new Map<string, IndexRow>()): TicketIndex {
  function correlationIds(prefix: string): string[] {
    const keys = [...rows.keys()].filter((key) => key.startsWith(prefix)).sort();
    return keys.flatMap((key) => rows.get(key)?.correlationId ?? []);
  }

  return {
    async add(added) {
      for (const row of added) rows.set(keyOf(row), { ...row });
    },
    byTicketNumber: async (number) => correlationIds(`number\0${number.toUpperCase()}\0`),
    byIdentity: async (identityHash) => correlationIds(`identity\0${identityHash}\0`),
    byAlertId: async (alertId) => correlationIds(`alertId\0${alertId.toLowerCase()}\0`),
    async newest(limit, continuation) {
      const keys = [...rows.keys()].filter((key) => key.startsWith("time\0")).sort();
      const page = memoryPage(keys, (key) => key, limit, continuation);
      return {
        correlationIds: page.items.flatMap((key) => rows.get(key)?.correlationId ?? []),
        continuation: page.continuation,
      };
    },
  };
}

/** \0 cannot occur in any of the parts. */
function keyOf(row: IndexRow): string {
  switch (row.by) {
    case "number":
      return `number\0${row.number.toUpperCase()}\0${row.correlationId}`;
    case "identity":
      return `identity\0${row.identityHash}\0${row.correlationId}`;
    case "alertId":
      return `alertId\0${row.alertId.toLowerCase()}\0${row.correlationId}`;
    case "time":
      return `time\0${String(Number.MAX_SAFE_INTEGER - Date.parse(row.openedAtUtc))}\0${row.correlationId}`;
  }
}
