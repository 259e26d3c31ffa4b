import type { Slots } from "./deliveryParts.ts";
import type { Lane } from "./envelope.ts";
import type { Clock, Schedule } from "./ports.ts";

/** Too many messages of one slow connection are in hand: this one makes room for those of others. */
export class Crowded extends Error {
  override readonly name = "Crowded";
}

type Parts = {
  readonly clock: Clock;
  readonly schedule: Schedule;
  /** Whether there are other connections. */
  readonly hasOthers: () => boolean;
  /** How many messages of one connection and lane may be in hand while it is slow: half of what the host hands out. */
  readonly share?: number;
};

type InHand = { count: number; readonly beganAtMs: Set<{ readonly ms: number }> };

const slowMs = 2_000;
/** host.json: 16 messages and 8 more before they are done, for each of the two queues. */
const defaultShare = 12;

/**
 * The places of each connection, such that one that hangs does not hold all that the host hands out: what is beyond its
 * share leaves, throwing Crowded. While a connection answers quickly, or is the only one, nobody leaves.
 */
export function fairSlots(slots: Slots, { clock, schedule, hasOthers, share = defaultShare }: Parts): Slots {
  const inHand = new Map<string, InHand>();
  const known = (connection: string, lane: Lane): InHand => {
    const key = `${lane} ${connection}`;
    const found = inHand.get(key) ?? { count: 0, beganAtMs: new Set() };
    inHand.set(key, found);
    return found;
  };
  const isCrowded = ({ count, beganAtMs }: InHand) =>
    count > share && [...beganAtMs].some(({ ms }) => clock.nowMs() - ms >= slowMs);

  return async (connection, lane, work) => {
    if (!hasOthers()) return slots(connection, lane, work);
    const mine = known(connection, lane);
    mine.count += 1;
    try {
      if (isCrowded(mine)) throw new Crowded(connection);
      return await leavingWhenCrowded(mine, (begin) => slots(connection, lane, begin), work);
    } finally {
      mine.count -= 1;
      if (mine.count === 0) inHand.delete(`${lane} ${connection}`);
    }
  };

  async function leavingWhenCrowded<T>(
    mine: InHand,
    wait: (
      begin: () => Promise<{ readonly result: T } | undefined>,
    ) => Promise<{ readonly result: T } | undefined>,
    work: () => Promise<T>,
  ): Promise<T> {
    let state: "waiting" | "begun" | "left" = "waiting";
    let cancel: () => void = () => undefined;
    const left = new Promise<never>((_resolve, reject) => {
      const look = () => {
        if (state !== "waiting") return;
        if (!isCrowded(mine)) {
          cancel = schedule(slowMs, look);
          return;
        }
        state = "left";
        mine.count -= 1;
        reject(new Crowded());
      };
      cancel = schedule(slowMs, look);
    });
    const turn = wait(async () => {
      // Its turn has come too late: the next one's turn.
      if (state === "left") return undefined;
      state = "begun";
      cancel();
      const began = { ms: clock.nowMs() };
      mine.beganAtMs.add(began);
      try {
        return { result: await work() };
      } finally {
        mine.beganAtMs.delete(began);
      }
    });
    try {
      const done = await Promise.race([turn, left]);
      if (done === undefined) throw new Crowded();
      return done.result;
    } finally {
      cancel();
      // Counted away when it left, and again by whoever called.
      if ((state as string) === "left") mine.count += 1;
    }
  }
}
