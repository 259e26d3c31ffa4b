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
  /** How many messages of slow connections together, for each lane, may be in hand: the host asks for more only below its threshold. */
  readonly share?: number;
};

type InHand = { count: number; readonly beganAtMs: Set<{ readonly ms: number }> };

const slowMs = 2_000;
/** host.json: each queue hands out 16 messages, and the next ones only once at most 16 are left. */
const defaultShare = 6;

/**
 * The places of each connection, such that those that hang do not hold all that the host hands out: what is beyond their
 * share leaves, throwing Crowded. While a connection answers quickly, or is the only one, nobody leaves.
 */
export function fairSlots(slots: Slots, { clock, schedule, hasOthers, share = defaultShare }: Parts): Slots {
  const lanes: Readonly<Record<Lane, Map<string, InHand>>> = { critical: new Map(), ordinary: new Map() };
  const known = (connection: string, lane: Lane): InHand => {
    const found = lanes[lane].get(connection) ?? { count: 0, beganAtMs: new Set() };
    lanes[lane].set(connection, found);
    return found;
  };
  const isSlow = ({ beganAtMs }: InHand) => [...beganAtMs].some(({ ms }) => clock.nowMs() - ms >= slowMs);
  const isCrowded = (mine: InHand, lane: Lane) =>
    isSlow(mine) &&
    [...lanes[lane].values()].reduce((sum, one) => sum + (isSlow(one) ? one.count : 0), 0) > share;

  return async (connection, lane, work) => {
    if (!hasOthers()) return slots(connection, lane, work);
    const mine = known(connection, lane);
    mine.count += 1;
    try {
      if (isCrowded(mine, lane)) throw new Crowded(connection);
      return await leavingWhenCrowded(
        () => isCrowded(mine, lane),
        mine,
        (begin) => slots(connection, lane, begin),
        work,
      );
    } finally {
      mine.count -= 1;
      if (mine.count === 0) lanes[lane].delete(connection);
    }
  };

  async function leavingWhenCrowded<T>(
    mustLeave: () => boolean,
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
        if (!mustLeave()) {
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
