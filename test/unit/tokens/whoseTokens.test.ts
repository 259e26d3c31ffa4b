import { describe, expect, it } from "vitest";

import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import { accessIdentity } from "../../../shared/connections/accessIdentity.ts";
import { accountShown } from "../../../shared/connections/accountShown.ts";
import type { Connection } from "../../../shared/connections/connection.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { makeConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import type { TokenIssuer, TokenRequest } from "../../../shared/tokens/tokenIssuer.ts";
import type { TokenStore } from "../../../shared/tokens/tokenStore.ts";
import { atOnce } from "../../support/builders/authorizers.ts";
import { aConnection } from "../../support/builders/connections.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

const unobserved = () => undefined;
const day = { expiresInMs: 30 * 60_000 };

/** A connection's tokens over a store that other instances, and other descriptions of it, share. */
function aShop() {
  const clock = settableClock();
  const memory = memoryTokenStore(clock);
  const isSealed = { under: "the key" };
  const asked: string[] = [];
  const revoked: string[] = [];
  const log: string[] = [];
  const store: TokenStore = {
    ...memory,
    async read(connection) {
      const stored = await memory.read(connection);
      if (stored === undefined || isSealed.under === "the key") return stored;
      throw new BridgeError("SECRET_UNREADABLE", `tokens/${connection}: its key is not there`);
    },
  };
  const partsOf = (connection: Connection) => ({
    connection,
    grantedFor: accessIdentity(connection),
    accountOf: (request: TokenRequest) => accountShown(connection, request),
    store,
    clock,
    schedule: atOnce,
    log: (event: string) => void log.push(event),
    restUntil: () => Promise.resolve(undefined),
  });
  const tokensOf = (connection: Connection) => {
    const issuer: TokenIssuer = {
      needsNobody: true,
      request: async ({ by }) => {
        asked.push(`${new URL(connection.instanceUrl).hostname} ${by}`);
        const serial = asked.length;
        return { accessToken: `access-${serial}`, refreshToken: `refresh-${serial}`, ...day };
      },
      revoke: async (token) => void revoked.push(token),
      fingerprint: (request) => Promise.resolve(JSON.stringify(request)),
      secrets: () => [],
    };
    return makeConnectionTokens({ ...partsOf(connection), issuer });
  };
  const loseKey = () => void (isSealed.under = "another");
  const findKey = () => void (isSealed.under = "the key");
  return { tokensOf, asked, revoked, log, memory, loseKey, findKey };
}

const contoso = aConnection();
const user = (userName: string) =>
  ({ kind: "password", clientId: "7d3c", user: { userName } }) as const satisfies object;

describe("tokens that are stored under a connection's name", () => {
  it.each<[string, Connection, Connection]>([
    ["at another address", contoso, aConnection({ instanceUrl: "https://fabrikam.service-now.com" })],
    [
      "with another OAuth client",
      contoso,
      aConnection({ grant: { kind: "clientCredentials", clientId: "8e4d" } }),
    ],
    ["as another user", aConnection({ grant: user("maria") }), aConnection({ grant: user("bridge") })],
    ["for another user, who is named,", contoso, aConnection({ integrationUser: "azure.bridge" })],
    ["with another grant", contoso, aConnection({ grant: { kind: "authorizationCode", clientId: "7d3c" } })],
  ])("are not shown by one that works %s now", async (_how, before, after) => {
    const { tokensOf, asked, log } = aShop();
    expect(await tokensOf(before).header(unobserved)).toBe("Bearer access-1");
    expect(await tokensOf(after).header(unobserved)).toBe("Bearer access-2");
    expect(asked[1], "nor is the refresh token").toBe(`${new URL(after.instanceUrl).hostname} grant`);
    expect(log).toContain("tokens.ofFormerConnection");
  });

  it("go on where only a secret or what is synchronised was changed", async () => {
    const { tokensOf, asked } = aShop();
    await tokensOf(contoso).header(unobserved);
    const changed = aConnection({
      daysBack: 7,
      grant: { kind: "clientCredentials", clientId: "7d3c", clientSecret: "env:SOMEWHERE_ELSE" },
    });
    expect(await tokensOf(changed).header(unobserved)).toBe("Bearer access-1");
    expect(asked).toHaveLength(1);
  });
});

describe("tokens whose key is lost", () => {
  it("are replaced when the connection is authorised again", async () => {
    const { tokensOf, loseKey, findKey, memory } = aShop();
    await tokensOf(contoso).header(unobserved);
    loseKey();
    const authorising = tokensOf(contoso).authorise({ by: "grant" }, unobserved);
    await expect(authorising).resolves.toBeDefined();
    findKey();
    expect((await memory.read("contoso"))?.tokens.access?.token).toBe("access-2");
  });

  it("go when the connection is removed, which tells that they could not be revoked", async () => {
    const { tokensOf, loseKey, memory } = aShop();
    await tokensOf(contoso).header(unobserved);
    loseKey();
    expect(await tokensOf(contoso).forget(unobserved)).toMatchObject({
      revoked: 0,
      notRevoked: [{ code: "SECRET_UNREADABLE" }],
    });
    expect(await memory.read("contoso")).toBeUndefined();
  });
});
