import type { Pacing } from "../delivery/pacing.ts";
import { connectionPacing, type ConnectionPacing } from "./connectionPacing.ts";
import type { PacingParts } from "./pacingParts.ts";

export type InstancePacing = Pacing &
  Pick<ConnectionPacing, "flush"> & {
    /** See ConnectionPacing. */
    readonly lookAnew: (connection: string) => void;
  };

/** The pacing of all connections, for one instance of the bridge. */
export function makePacing(parts: PacingParts): InstancePacing {
  const connections = new Map<string, ConnectionPacing>();
  function pacingOf(connection: string): ConnectionPacing {
    const pacing = connections.get(connection) ?? connectionPacing(parts, connection);
    connections.set(connection, pacing);
    return pacing;
  }
  return {
    ask: (connection, lane, by) => pacingOf(connection).ask(lane, by),
    pauseOf: (connection) => pacingOf(connection).pause(),
    saved: (connection) => pacingOf(connection).saved(),
    lookAnew: (connection) => pacingOf(connection).lookAnew(),
    async flush() {
      await Promise.all([...connections.values()].map((pacing) => pacing.flush()));
    },
  };
}
