import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { Connection } from "./connection.ts";
import { sameName } from "./connectionNames.ts";
import type { ConnectionSetup } from "./connectionSetup.ts";
import type { ConnectionStore } from "./connectionStore.ts";
import { firstSetup } from "./firstSetup.ts";
import { ownSetup } from "./ownSetup.ts";

/** A connection as the bridge knows it, whoever described it. */
export type RegisteredConnection = {
  readonly connection: Connection;
  readonly setup: ConnectionSetup;
  /** Of what was opened for it: another one as soon as its description or its credentials are. */
  readonly version: string;
  /** Added by command under a name that settings or `bridge.json` describe as well: nobody can say which one is meant. */
  readonly isDescribedTwice: boolean;
};

/** All connections, by name. What other instances change is known here within `freshMs`. */
export type ConnectionRegistry = {
  /**
   * Throws BridgeError STORAGE_UNAVAILABLE if storage never said which there are. With `mostAgeMs` also if it cannot say it
   * now: what was known last is no answer to who doubts it.
   */
  all(mostAgeMs?: number): Promise<readonly RegisteredConnection[]>;
  /**
   * Names are told apart exactly. `mostAgeMs`: for who has reason to doubt what is known. Throws BridgeError
   * STORAGE_UNAVAILABLE where only storage could know it.
   */
  find(name: string, mostAgeMs?: number): Promise<RegisteredConnection | undefined>;
  /** Whether there is more than one, as far as is known without asking. */
  hasSeveral(): boolean;
  /** Something was changed: the next question reads anew. */
  forget(): void;
};

type Parts = {
  /** What the settings and `bridge.json` describe. */
  readonly fixed: readonly Connection[];
  readonly store: Pick<ConnectionStore, "list" | "setups">;
  /** The hosts that the operator allows, whoever described the connection. */
  readonly allowedHosts: readonly string[];
  readonly clock: Clock;
  readonly log: LogEvent;
  readonly freshMs?: number;
};

/** Two small reads at most so often, and only while somebody asks. */
const defaultFreshMs = 5_000;

export function connectionRegistry(parts: Parts): ConnectionRegistry {
  const { fixed, store, clock, log, freshMs = defaultFreshMs } = parts;
  let known: readonly RegisteredConnection[] | undefined;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let changes = 0;
  let reading:
    { readonly done: Promise<void>; readonly sinceMs: number; readonly changes: number } | undefined;

  async function read(): Promise<void> {
    const changesBefore = changes;
    const startedAtMs = clock.nowMs();
    const [stored, setups] = await Promise.all([store.list(), store.setups()]);
    const nowUtc = new Date(startedAtMs).toISOString();
    const register = (connection: Connection, version: string): RegisteredConnection => {
      const allowed = { ...connection, allowedHosts: parts.allowedHosts };
      const setup = setups.find((one) => sameName(one.setup.connection, connection.name))?.setup;
      return {
        connection: allowed,
        setup: ownSetup(connection, setup) ?? firstSetup(connection, nowUtc),
        version: `${version} ${setup?.credentialsAtUtc ?? ""}`,
        isDescribedTwice:
          connection.source !== "stored" &&
          stored.some((one) => sameName(one.connection.name, connection.name)),
      };
    };
    known = [
      ...fixed.map((connection) => register(connection, "fixed")),
      ...stored
        .filter(({ connection }) => !fixed.some((one) => sameName(one.name, connection.name)))
        .map(({ connection, version }) => register(connection, version)),
    ].toSorted(byName);
    // What was changed while the answer was on its way may not be in it.
    readAtMs = changes === changesBefore ? startedAtMs : Number.NEGATIVE_INFINITY;
  }

  async function fresh(mostAgeMs?: number): Promise<void> {
    const nowMs = clock.nowMs();
    if (nowMs - readAtMs < (mostAgeMs ?? freshMs)) return;
    // One that began before the change that somebody asks for may not show it.
    const isTooOld = (sinceMs: number) => mostAgeMs !== undefined && nowMs - sinceMs > mostAgeMs;
    if (reading !== undefined && (reading.changes !== changes || isTooOld(reading.sinceMs))) {
      await reading.done.catch(() => undefined);
    }
    reading ??= { done: read().finally(() => (reading = undefined)), sinceMs: clock.nowMs(), changes };
    await reading.done;
  }

  /** Without storage the bridge goes by what it knows: what was read last, else what its deployment describes. */
  function withoutStorage(error: unknown): readonly RegisteredConnection[] {
    if (!(error instanceof BridgeError) || error.code !== "STORAGE_UNAVAILABLE") throw error;
    log("connections.unavailable", { error: error.message });
    const nowUtc = new Date(clock.nowMs()).toISOString();
    return (
      known ??
      fixed.map((connection) => ({
        connection: { ...connection, allowedHosts: parts.allowedHosts },
        setup: firstSetup(connection, nowUtc),
        version: "fixed ",
        isDescribedTwice: false,
      }))
    );
  }

  return {
    async all(mostAgeMs) {
      try {
        await fresh(mostAgeMs);
        return known ?? [];
      } catch (error) {
        if (known === undefined || mostAgeMs !== undefined) throw error;
        return withoutStorage(error);
      }
    },
    async find(name, mostAgeMs) {
      try {
        await fresh(mostAgeMs);
        return known?.find((one) => one.connection.name === name);
      } catch (error) {
        const found = withoutStorage(error).find((one) => one.connection.name === name);
        if (found === undefined) throw error;
        return found;
      }
    },
    hasSeveral: () => (known ?? fixed).length > 1,
    forget() {
      changes += 1;
      readAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}

function byName({ connection: one }: RegisteredConnection, { connection: other }: RegisteredConnection) {
  return one.name < other.name ? -1 : 1;
}
