import type { ConnectionSetup } from "../connections/connectionSetup.ts";

/** How looking after one connection ended. */
export type CareEnd = "done" | "tooLong";

/** Who is looked after first, from one run to the next; each process has one. */
export type CareOrder = {
  /**
   * A new run: those that took too long the last time come last, so that they hold up nobody else; otherwise whoever was
   * not reached the longest, and of those that were reached in the same run whoever's access ends first.
   */
  begin<T extends { readonly name: string }>(connections: readonly T[], setups: readonly Needs[]): T[];
  /** What came of one in this run; one of which nothing is said was not reached. */
  ended(name: string, end: CareEnd): void;
};

type Needs = Pick<ConnectionSetup, "connection" | "accessEndsUtc">;
type Place = { readonly isSlow: boolean; readonly run: number };

const neverReached: Place = { isSlow: false, run: 0 };

export function makeCareOrder(): CareOrder {
  let run = 0;
  let places: ReadonlyMap<string, Place> = new Map();
  return {
    begin(connections, setups) {
      run += 1;
      const accessEnds = new Map(setups.map((one) => [one.connection, one.accessEndsUtc]));
      const ranked = connections.map((connection) => {
        const { name } = connection;
        // Of which no end is known, it may be new: somebody waits for it.
        return { connection, place: places.get(name) ?? neverReached, endsUtc: accessEnds.get(name) ?? "" };
      });
      places = new Map(ranked.map(({ connection, place }) => [connection.name, place]));
      return ranked
        .toSorted(
          (one, other) =>
            Number(one.place.isSlow) - Number(other.place.isSlow) ||
            one.place.run - other.place.run ||
            (one.endsUtc < other.endsUtc ? -1 : Number(one.endsUtc > other.endsUtc)),
        )
        .map(({ connection }) => connection);
    },
    ended(name, end) {
      places = new Map(places).set(name, { isSlow: end === "tooLong", run });
    },
  };
}
