import type { Clock } from "../../delivery/ports.ts";
import { leaseMs, type StoredTokens, type TokenStore } from "../../tokens/tokenStore.ts";
import { jsonCopy } from "./jsonCopy.ts";

/** The tokens of all connections; hand the same one to each instance. Leases end by the clock. */
export function memoryTokenStore(clock: Clock): TokenStore {
  const sets = new Map<string, StoredTokens>();
  const leases = new Map<string, { readonly holder: symbol; readonly endsAtMs: number }>();
  let writes = 0;

  return {
    async read(connection) {
      const stored = sets.get(connection);
      return stored === undefined ? undefined : jsonCopy(stored);
    },
    async write(tokens, expectedVersion) {
      if (sets.get(tokens.connection)?.version !== expectedVersion) return { kind: "conflict" };
      writes += 1;
      const version = `version ${writes}`;
      sets.set(tokens.connection, { tokens: jsonCopy(tokens), version });
      return { kind: "written", version };
    },
    async remove(connection) {
      sets.delete(connection);
    },
    async lease(connection, holdMs) {
      const held = leases.get(connection);
      if (held !== undefined && held.endsAtMs > clock.nowMs()) return undefined;
      const holder = Symbol("holder");
      const hold = () => leases.set(connection, { holder, endsAtMs: clock.nowMs() + leaseMs(holdMs) });
      hold();
      return {
        async renew() {
          if (leases.get(connection)?.holder === holder) hold();
        },
        async release() {
          if (leases.get(connection)?.holder === holder) leases.delete(connection);
        },
      };
    },
  };
}
