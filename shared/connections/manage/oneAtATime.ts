import type { Schedule } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { TokenLease, TokenStore } from "../../tokens/tokenStore.ts";
import { connectionNameSchema } from "../definition/connectionSchema.ts";
import { plainName } from "../connectionNames.ts";

type Parts = {
  /** The right to do something, for one instance at a time. */
  readonly turns: Pick<TokenStore, "lease">;
  readonly schedule: Schedule;
};

/** So long after a process has died in the midst of a change another change may begin. */
const holdMs = 60_000;
/** A change takes longer than that where the partner hangs; one renewal may fail before the turn is lost. */
const renewEveryMs = 20_000;
const pollMs = 250;
const mostPolls = 80;

/**
 * One change of a connection at a time, over all instances: description, secrets and tokens are in three places, and a
 * second change between them would put one's secret beside another's address, or leave a secret behind a removal.
 *
 * Throws BridgeError CONNECTION_BUSY if the turn does not come, STORAGE_UNAVAILABLE, and what `change` throws.
 */
export async function oneAtATime<T>(
  { turns, schedule }: Parts,
  name: string,
  change: () => Promise<T>,
): Promise<T> {
  // There is no such connection, nor will there be: no turn is kept for whatever somebody makes up.
  if (!connectionNameSchema.safeParse(name).success) return change();
  // No connection has a name with this sign, so nobody waits for it who renews tokens.
  const turn = `changes|${plainName(name)}`;
  for (let polls = 0; polls < mostPolls; polls += 1) {
    const lease = await turns.lease(turn, holdMs);
    if (lease !== undefined) {
      const stopRenewing = renewing(lease, schedule);
      try {
        return await change();
      } finally {
        stopRenewing();
        await lease.release();
      }
    }
    await new Promise<void>((resolve) => void schedule(pollMs, resolve));
  }
  throw new BridgeError("CONNECTION_BUSY", `Somebody else is changing "${name}": try again in a minute`);
}

/** Holds on to a turn until what it returns is called. */
function renewing(lease: TokenLease, schedule: Schedule): () => void {
  let callOff = (): void => undefined;
  const renewLater = () => {
    callOff = schedule(renewEveryMs, () => {
      // The next renewal does not wait for this one, which may hang.
      renewLater();
      void lease.renew().catch(() => undefined);
    });
  };
  renewLater();
  return () => callOff();
}
