import type { Slots } from "./deliveryParts.ts";
import type { Lane } from "./envelope.ts";

type Places = { free: number; readonly waiting: Readonly<Record<Lane, (() => void)[]>> };

/**
 * At most `places` at once for each connection; what is critical first, otherwise in order of arrival. ServiceNow has
 * about four API threads a node (reference: semaphores); more at once only fills its queue.
 */
export function makeSlots(places: number): Slots {
  const connections = new Map<string, Places>();

  return async (connection, lane, work) => {
    const known = connections.get(connection) ?? { free: places, waiting: { critical: [], ordinary: [] } };
    connections.set(connection, known);
    const { waiting } = known;
    if (known.free > 0) known.free -= 1;
    else await new Promise<void>((resolve) => waiting[lane].push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.critical.shift() ?? waiting.ordinary.shift();
      if (next === undefined) {
        known.free += 1;
        if (known.free === places) connections.delete(connection);
      } else next();
    }
  };
}
