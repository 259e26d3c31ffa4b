import { accessIdentity } from "../connections/accessIdentity.ts";
import { accountShown } from "../connections/accountShown.ts";
import type { Connection } from "../connections/connection.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { makeBasicTokens } from "../tokens/basicTokens.ts";
import { type ConnectionTokens, makeConnectionTokens } from "../tokens/connectionTokens.ts";
import { longestTokenRequestMs } from "../tokens/tokenParts.ts";
import type { TokenRequest } from "../tokens/tokenIssuer.ts";
import type { TokenStore } from "../tokens/tokenStore.ts";
import { logLine } from "./logLine.ts";
import type { ResolveSecret } from "../secrets/resolveSecret.ts";
import { openIssuer } from "./openIssuer.ts";
import { runLater } from "./runLater.ts";

export type OpenTokensParts = {
  readonly store: TokenStore;
  readonly states: Pick<ConnectionStates, "read">;
  readonly resolve: ResolveSecret;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
};

export type OpenTokens = ConnectionTokens & {
  /** Closes what is open to whoever gives the tokens. */
  close(): Promise<void>;
};

/** Access to one connection, by whatever grant it has. Throws BridgeError CONNECTION_URL_REFUSED. */
export async function openTokens(connection: Connection, parts: OpenTokensParts): Promise<OpenTokens> {
  const { store, states, resolve, clock, requestTimeoutMs } = parts;
  const { grant, name } = connection;
  const common = {
    connection,
    grantedFor: accessIdentity(connection),
    accountOf: (request: TokenRequest) => accountShown(connection, request),
    store,
    clock,
    schedule: runLater,
    log: logLine,
    restUntil: () => parkedUntil(states, name),
  };
  if (grant.kind === "basic") {
    const { userName } = grant;
    const tokens = makeBasicTokens({ ...common, userName, password: () => resolve(grant.password) });
    return { ...tokens, close: () => Promise.resolve() };
  }
  const timeoutMs = Math.min(requestTimeoutMs, longestTokenRequestMs);
  const issuer = await openIssuer(connection, grant, { resolve, clock, timeoutMs });
  return { ...makeConnectionTokens({ ...common, issuer }), close: () => issuer.close() };
}

/** Until when pacing lets it rest for its credentials' sake. What cannot be read is not known. */
async function parkedUntil(
  states: Pick<ConnectionStates, "read">,
  connection: string,
): Promise<string | undefined> {
  try {
    const { pause } = (await states.read(connection))?.state ?? {};
    return pause?.isParked === true ? pause.untilUtc : undefined;
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}
