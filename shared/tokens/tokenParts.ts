import type { Connection } from "../connections/connection.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Clock, Schedule } from "../delivery/ports.ts";
import type { RestUntil } from "./tokenAttempts.ts";
import type { TokenIssuer, TokenRequest } from "./tokenIssuer.ts";
import type { TokenStore } from "./tokenStore.ts";

/** What the tokens of a connection need, handed in. */
export type TokenParts = {
  readonly connection: Pick<Connection, "name" | "refreshTokenLifespanMs">;
  /** Where and as whom (accessIdentity.ts). What is stored for another is as if it were not there. */
  readonly grantedFor?: string;
  /** Whose login a request is (accountShown.ts). */
  readonly accountOf: (request: TokenRequest) => string;
  readonly issuer: TokenIssuer;
  /** The same for all instances of the bridge. */
  readonly store: TokenStore;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: LogEvent;
  /** Until when pacing lets the connection rest because its credentials are dead; undefined if it does not. */
  readonly restUntil: () => Promise<RestUntil>;
};

/**
 * For so long one instance alone may ask for tokens. It has to outlive two requests (a refresh token that is refused,
 * then the grant itself), and a process that dies over it keeps the others waiting for as long.
 */
export const leaseMs = 45_000;
/** How long one request for a token may take, so that two of them fit. */
export const longestTokenRequestMs = 20_000;
/** How often the others look whether it is there. */
export const pollMs = 250;
/** They wait for a holder that died, and a little longer. */
export const mostPolls = (leaseMs + 5_000) / pollMs;

export function pauseFor(schedule: Schedule, delayMs: number): Promise<void> {
  return new Promise((resolve) => void schedule(delayMs, resolve));
}
