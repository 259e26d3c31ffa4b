import type { Dispatcher } from "undici";
import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import { serviceNowIssuer } from "../../../shared/adapters/servicenow/grants/serviceNowIssuer.ts";
import type { ServiceNowAuthentication } from "../../../shared/config/connectionSettings.ts";
import { defaultRefreshTokenLifespanMs } from "../../../shared/connections/connection.ts";
import type { Clock, Schedule } from "../../../shared/delivery/ports.ts";
import { makeBasicTokens } from "../../../shared/tokens/basicTokens.ts";
import { type ConnectionTokens, makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";

/** Whatever waits goes on as soon as everything else has. */
export const atOnce: Schedule = (_delayMs, run) => {
  const waiting = setImmediate(run);
  return () => clearImmediate(waiting);
};

/** The bridge's own tokens, over a store in memory. */
export function tokensFor(
  authentication: ServiceNowAuthentication,
  {
    instanceUrl,
    clock,
    dispatcher,
  }: { readonly instanceUrl: string; readonly clock: Clock; readonly dispatcher?: Dispatcher | undefined },
): ConnectionTokens {
  const connection = {
    name: "contoso",
    instanceUrl,
    allowedHosts: [],
    refreshTokenLifespanMs: defaultRefreshTokenLifespanMs,
  };
  const parts = {
    connection,
    accountOf: () => authentication.userName,
    store: memoryTokenStore(clock),
    clock,
    schedule: atOnce,
    log: () => undefined,
    restUntil: () => Promise.resolve(undefined),
  };
  const { userName, password } = authentication;
  if (authentication.kind === "basic") {
    return makeBasicTokens({ ...parts, userName, password: () => Promise.resolve(password) });
  }
  const { clientId, clientSecret } = authentication;
  const reference = (name: string) => ({ from: "environment", name }) as const;
  const issuer = serviceNowIssuer({
    connection,
    grant: {
      kind: "password",
      clientId,
      clientSecret: reference("secret"),
      user: { userName, password: reference("password") },
    },
    resolve: ({ name }) => Promise.resolve(name === "secret" ? clientSecret : password),
    clock,
    timeoutMs: 5_000,
    dispatcher,
  });
  return makeConnectionTokens({ ...parts, issuer });
}

/** What a gateway needs of it. */
export function authorizedBy(
  authentication: ServiceNowAuthentication,
  where: Parameters<typeof tokensFor>[1],
): { readonly authorizer: ConnectionTokens; readonly userName: string } {
  return { authorizer: tokensFor(authentication, where), userName: authentication.userName };
}
