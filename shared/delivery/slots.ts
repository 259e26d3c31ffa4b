import type { Slots } from "./deliveryParts.ts";

/**
 * At most `places` at once for each connection, first come first served. ServiceNow has about four API threads a node
 * (reference: semaphores); more at once only fills its queue.
 */
export function makeSlots(places: number): Slots {
  const lanes = new Map<string, { free: number; readonly waiting: (() => void)[] }>();

  return async (connection, work) => {
    let lane = lanes.get(connection);
    if (lane === undefined) {
      lane = { free: places, waiting: [] };
      lanes.set(connection, lane);
    }
    if (lane.free > 0) lane.free -= 1;
    else {
      const { waiting } = lane;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = lane.waiting.shift();
      if (next === undefined) {
        lane.free += 1;
        if (lane.free === places) lanes.delete(connection);
      } else next();
    }
  };
}
