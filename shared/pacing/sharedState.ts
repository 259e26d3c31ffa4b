import { BridgeError } from "../failures/bridgeError.ts";
import type { Clock } from "../delivery/ports.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { ConnectionState, ConnectionStates } from "../connections/connectionState.ts";

type Parts = { readonly states: ConnectionStates; readonly clock: Clock; readonly log: LogEvent };

/** For so long an instance goes by what it read last. What it changes itself it knows at once. */
const freshMs = 1_000;
const mostTries = 8;

/** One connection's state as this instance sees it. Never throws: pacing is no new reason to fail. */
export type SharedState = {
  /** As it was read last, without asking. */
  known(): ConnectionState;
  /** At most a second old. One read serves all who ask at the same time. */
  fresh(): Promise<ConnectionState>;
  /** Whoever asks next is answered with what is there then: somebody has changed it by another way. */
  lookAnew(): void;
  /**
   * Changes the state for all instances, beginning anew if another one was faster. `change` returns undefined, or the
   * same object, where nothing is to be changed; then nothing is written.
   *
   * Returns whether `change` has had its way.
   */
  change(change: (state: ConnectionState) => ConnectionState | undefined): Promise<boolean>;
};

export function sharedState({ states, clock, log }: Parts, connection: string): SharedState {
  let known: { state: ConnectionState; version: string | undefined } = {
    state: { v: 1, connection },
    version: undefined,
  };
  let readAtMs = Number.NEGATIVE_INFINITY;
  let changes = 0;
  let writesUnderWay = 0;
  let reading: Promise<void> | undefined;
  let looksAnew = 0;

  /** @param isOverruled what this instance knows was refused: only what is there counts, or a change would be taken for stored */
  async function read(isOverruled: boolean): Promise<void> {
    const startedMs = clock.nowMs();
    const changesBefore = changes;
    const looksBefore = looksAnew;
    try {
      const there = (await states.read(connection)) ?? { state: { v: 1, connection }, version: undefined };
      // What this instance has learned meanwhile is newer than an answer that was on its way.
      if (isOverruled || (changes === changesBefore && writesUnderWay === 0)) known = there;
    } catch (error) {
      unavailable(error, "read");
    }
    if (looksAnew === looksBefore) readAtMs = startedMs;
  }

  async function write(state: ConnectionState, version: string | undefined) {
    changes += 1;
    writesUnderWay += 1;
    try {
      return await states.write(state, version);
    } finally {
      changes += 1;
      writesUnderWay -= 1;
    }
  }

  const readOnce = () => (reading ??= read(false).finally(() => (reading = undefined)));

  /** Storage is away, which whatever is done next will notice as well. This instance goes by what it knows. */
  function unavailable(error: unknown, what: string): void {
    if (!(error instanceof BridgeError)) throw error;
    log("connection.stateUnavailable", { connection, what, error: error.message });
  }

  return {
    known: () => known.state,
    async fresh() {
      while (clock.nowMs() - readAtMs >= freshMs) {
        const looksBefore = looksAnew;
        await readOnce();
        if (looksAnew === looksBefore) break;
      }
      return known.state;
    },
    lookAnew() {
      looksAnew += 1;
      readAtMs = Number.NEGATIVE_INFINITY;
    },
    async change(change) {
      for (let tries = 0; tries < mostTries; tries += 1) {
        const { state, version } = known;
        const wanted = change(state);
        if (wanted === undefined) return false;
        if (wanted === state) return true;
        // Known here at once, before anybody else can know.
        known = { state: wanted, version };
        try {
          const written = await write(wanted, version);
          if (written.kind === "written") {
            known = { state: wanted, version: written.version };
            return true;
          }
        } catch (error) {
          unavailable(error, "write");
          return true;
        }
        await read(true);
      }
      log("connection.stateContended", { connection });
      return false;
    },
  };
}
