import { describe, expect, it } from "vitest";

import { accountShown } from "../../../shared/connections/accountShown.ts";
import type { ConnectionDefinition } from "../../../shared/connections/definition/connectionSchema.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { makeBasicTokens } from "../../../shared/tokens/basicTokens.ts";
import type { ConnectionTokens } from "../../../shared/tokens/connectionTokens.ts";
import { aConnection } from "../../support/builders/connections.ts";
import { aTokenWorld, minuteMs, unobserved } from "../../support/tokens/tokenWorld.ts";

/** So many wrong logins are made within a quarter of an hour; one more would lock the account. */
const most = 4;

/** A person who types a user name and a password. Says what came of it. */
function typed(tokens: ConnectionTokens, userName: string, password: string): Promise<string> {
  const request = { by: "password", userName, password } as const;
  return tokens.authorise(request, unobserved).then(
    () => "authorised",
    (error: unknown) => (error instanceof BridgeError ? error.detail : String(error)),
  );
}

async function mistyped(tokens: ConnectionTokens, userName: string, times = most): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    expect(await typed(tokens, userName, `wrong ${time}`)).toBe("401: access_denied");
  }
}

const isNearLock = expect.stringContaining("a fifth would lock the account") as unknown;

describe("wrong passwords that people have typed", () => {
  it("keep that account from being locked, and leave others alone", async () => {
    const world = aTokenWorld({ needsNobody: false });
    const tokens = world.instance();
    await mistyped(tokens, "bridge");
    expect(await typed(tokens, "bridge", "right")).toEqual(isNearLock);
    expect(await typed(tokens, "maria", "right")).toBe("authorised");
    expect(await typed(tokens, "bridge", "right"), "maria's success changes nothing").toEqual(isNearLock);
  });

  it("are forgotten when the very account has logged in", async () => {
    const world = aTokenWorld({ needsNobody: false });
    const tokens = world.instance();
    await mistyped(tokens, "bridge", most - 1);
    expect(await typed(tokens, "bridge", "right")).toBe("authorised");
    await mistyped(tokens, "bridge");
    expect(await typed(tokens, "bridge", "right")).toEqual(isNearLock);
  });

  it("outlive the tokens that are revoked, for as long as they count", async () => {
    const world = aTokenWorld({ needsNobody: false });
    await typed(world.instance(), "bridge", "right");
    await mistyped(world.instance(), "bridge");
    expect(await world.instance().forget(unobserved)).toMatchObject({ revoked: 2 });
    expect(await typed(world.instance(), "bridge", "right")).toEqual(isNearLock);
    const kept = await world.tokens();
    expect([kept?.access, kept?.refresh]).toEqual([undefined, undefined]);

    world.clock.advanceMs(15 * minuteMs);
    await world.instance().forget(unobserved);
    expect(await world.tokens(), "nothing is left behind").toBeUndefined();
  });

  it("count together with those of the grant itself, where it is the same account", async () => {
    const world = aTokenWorld();
    world.partner.grantsAccount = "bridge";
    await mistyped(world.instance(), "bridge");
    await expect(world.instance().header(unobserved)).rejects.toMatchObject({ detail: isNearLock });
    world.partner.grantsAccount = "another";
    expect(await world.instance().header(unobserved)).toContain("Bearer");
    world.partner.grantsAccount = "bridge";
    expect(await typed(world.instance(), "bridge", "right"), "another's success changes nothing").toEqual(
      isNearLock,
    );
  });
});

describe("wrong passwords over Basic authentication", () => {
  /** Wrong for everybody but maria. */
  function aBasicWorld() {
    const world = aTokenWorld();
    let passwords = 0;
    const tokensOf = (userName: string) =>
      makeBasicTokens({
        ...world.parts,
        connection: { ...world.parts.connection, instanceUrl: "https://contoso.service-now.com" },
        grantedFor: userName,
        accountOf: () => userName,
        userName,
        password: () => Promise.resolve(`password ${(passwords += 1)}`),
      });
    const call = async (userName: string): Promise<string> => {
      const tokens = tokensOf(userName);
      try {
        await tokens.header(unobserved);
      } catch (error) {
        return error instanceof BridgeError ? error.detail : String(error);
      }
      const rejectedBy = new BridgeError("SERVICENOW_CREDENTIALS_REJECTED", "401");
      await tokens.judged?.(userName === "maria" ? "accepted" : { rejectedBy });
      return userName === "maria" ? "accepted" : "401";
    };
    return { ...world, tokensOf, call };
  }

  it("are the account's: another user is free, and the former is as near to its lock as before", async () => {
    const { call } = aBasicWorld();
    for (let time = 0; time < most; time += 1) expect(await call("bridge")).toBe("401");
    expect(await call("bridge")).toEqual(isNearLock);
    expect(await call("maria")).toBe("accepted");
    expect(await call("bridge"), "maria's success changes nothing").toEqual(isNearLock);
  });

  it("outlive new credentials for the same user", async () => {
    const { call, tokensOf, tokens } = aBasicWorld();
    for (let time = 0; time < most; time += 1) expect(await call("bridge")).toBe("401");
    await tokensOf("bridge").forget(unobserved);
    expect(Object.keys((await tokens()) ?? {}), "whom access was for goes").not.toContain("grantedFor");
    expect(await call("bridge")).toEqual(isNearLock);
  });
});

describe("the account that a login counts for", () => {
  const at = (instanceUrl: string, grant: ConnectionDefinition["grant"]) =>
    aConnection({ instanceUrl, grant });
  const url = "https://contoso.service-now.com";
  const byBasic = at(url, { kind: "basic", userName: "Azure.Bridge" });
  const grant = { by: "grant" } as const;
  const typedIn = (userName: string) => ({ by: "password", userName, password: "x" }) as const;

  it("is the user's, whatever the way of signing in, and in whatever case it is written", () => {
    const byPassword = at(url, { kind: "password", clientId: "c", user: { userName: "azure.bridge" } });
    const byCode = at(url, { kind: "authorizationCode", clientId: "c" });
    const account = accountShown(byBasic, grant);
    expect(accountShown(byPassword, grant)).toBe(account);
    expect(accountShown(byCode, typedIn("AZURE.bridge "))).toBe(account);
    expect(account, "and cannot be read").not.toMatch(/azure|contoso/i);
  });

  it("is another one for another user, at another instance, and for a grant that names no user", () => {
    const accounts = [
      accountShown(byBasic, grant),
      accountShown(byBasic, typedIn("maria")),
      accountShown(
        at("https://fabrikam.service-now.com", { kind: "basic", userName: "azure.bridge" }),
        grant,
      ),
      accountShown(at(url, { kind: "clientCredentials", clientId: "one" }), grant),
      accountShown(at(url, { kind: "clientCredentials", clientId: "two" }), grant),
    ];
    expect(new Set(accounts).size).toBe(accounts.length);
  });
});
