import { memoryPendingAuthorisations } from "../../../shared/adapters/memory/memoryPendingAuthorisations.ts";
import type { AuditEntry } from "../../../shared/audit/audit.ts";
import type { Account } from "../../../shared/connections/authorisation/account.ts";
import {
  type Authorisation,
  makeAuthorisation,
} from "../../../shared/connections/authorisation/authorisation.ts";
import type { AuthorisationParts } from "../../../shared/connections/authorisation/authorisationParts.ts";
import type { Visitor } from "../../../shared/connections/authorisation/signIn.ts";
import type { Connection } from "../../../shared/connections/connection.ts";
import type { ConnectionSetup } from "../../../shared/connections/connectionSetup.ts";
import type { CallObserver } from "../../../shared/delivery/ports.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { AcceptTokens, TokenRequest } from "../../../shared/tokens/tokenIssuer.ts";
import { settableClock } from "../contracts/storageBuilders.ts";
import { aSignedInConnection } from "./connections.ts";

export const publicUrl = "https://bridge.contoso.example";
export const integrationUser: Account = { userName: "bridge.integration", sysId: "5".repeat(32) };

/** A connection for which somebody signs in, unless told otherwise. */
export function aConnection(parts: Partial<Connection> = {}): Connection {
  return aSignedInConnection({ name: "servicenow", ...parts });
}

/** Somebody's browser: it keeps the cookies that it is given. */
export type Browser = {
  readonly visitor: (of?: { readonly ticket?: string; readonly again?: string }) => Visitor;
  readonly keep: (cookie: { readonly name: string; readonly value: string }) => void;
};

export function aBrowser(): Browser {
  const cookies = new Map<string, string>();
  return {
    visitor: ({ ticket, again } = {}) => ({
      ticket: ticket ?? null,
      again: again ?? null,
      cookie: (name) => cookies.get(name),
    }),
    keep: ({ name, value }) => void cookies.set(name, value),
  };
}

/** Authorising, over an instance that says of whom the next token is. */
export function authorisationWorld(connection: Connection = aConnection()) {
  const clock = settableClock();
  const pending = memoryPendingAuthorisations();
  const requests: TokenRequest[] = [];
  const audited: AuditEntry[] = [];
  const resumed: string[] = [];
  const logged: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const world = {
    clock,
    pending,
    requests,
    audited,
    resumed,
    logged,
    /** As it is described now. */
    connection,
    /** Whom the instance says that a token is of; undefined: it does not say. */
    account: integrationUser as Account | undefined,
    /** What getting a token fails with. */
    refusal: undefined as BridgeError | undefined,
    /** Access tokens that are kept. */
    kept: [] as string[],
    /** Whether the refresh token is one that ends soon, as long as nobody wants it replaced. */
    givesOldOnes: false,
    /** How often it was replaced. */
    replaced: 0,
    setup: undefined as ConnectionSetup | undefined,
    /** Runs while a code is being exchanged. */
    duringExchange: () => Promise.resolve(),
    /** One more instance of the bridge over the same storage. */
    instance: (): Authorisation => world.at(publicUrl),
    /** One whose settings say that browsers reach it there. */
    at: (address: string): Authorisation => world.with({ publicUrl: address }),
    /** One with other parts. */
    with: (others: Partial<AuthorisationParts>): Authorisation =>
      makeAuthorisation({
        open: (name) =>
          name === world.connection.name
            ? Promise.resolve({ connection: world.connection, tokens, gateway })
            : Promise.reject(new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`)),
        signInUrl: (_connection, { redirectUri, state, codeChallenge }) =>
          `https://contoso.service-now.com/oauth_auth.do?${new URLSearchParams({ redirect_uri: redirectUri, state, code_challenge: codeChallenge }).toString()}`,
        signOutUrl: () => "https://contoso.service-now.com/logout.do",
        pending,
        keepsTokens: true,
        setups: {
          readSetup: () =>
            Promise.resolve(world.setup === undefined ? undefined : { setup: world.setup, version: "1" }),
          writeSetup: (setup) => {
            world.setup = setup;
            return Promise.resolve({ kind: "written", version: "1" });
          },
        },
        resume: (name) => Promise.resolve(void resumed.push(name)),
        audit: { add: (entry) => Promise.resolve(void audited.push(entry)) },
        clock,
        secret: () => {
          secrets += 1;
          return secrets.toString(16).padStart(64, "0").split("").reverse().join("");
        },
        publicUrl,
        log: (event, fields) => void logged.push({ event, fields }),
        ...others,
      }),
  };
  let secrets = 0;
  const gateway = { whoAmI: () => Promise.resolve(world.account) };
  const tokens = {
    async authorise(
      request: TokenRequest,
      observe: CallObserver,
      accept?: AcceptTokens,
      how?: { readonly replaces?: boolean },
    ) {
      requests.push(request);
      await world.duringExchange();
      if (world.refusal !== undefined) throw world.refusal;
      const accessToken = `access-${requests.length}`;
      await accept?.({ accessToken, expiresInMs: 1_800_000 }, observe);
      world.kept.push(accessToken);
      if (how?.replaces === true) world.replaced += 1;
      return { isWantedAgain: world.givesOldOnes && how?.replaces !== true };
    },
    times: () =>
      Promise.resolve({
        isAuthorised: true,
        needsNobody: false,
        refreshSinceUtc: "2026-03-01T12:00:00.000Z",
        refused: null,
        partnerClockAheadMs: null,
        accessEndsUtc: "2026-03-01T12:30:00.000Z",
        refreshEndsUtc: "2026-05-30T12:00:00.000Z",
        refreshLifespanFrom: "connection" as const,
      }),
  };
  return world;
}

/** Presses a link's button: where the browser is sent, and with which state. */
export async function press(bridge: Authorisation, browser: Browser, link: string) {
  const ticket = new URL(link).searchParams.get("ticket") ?? "";
  const { location, cookie } = await bridge.beginSignIn("servicenow", browser.visitor({ ticket }));
  browser.keep(cookie);
  const asked = new URL(location).searchParams;
  return {
    location,
    cookie,
    state: asked.get("state") ?? "",
    codeChallenge: asked.get("code_challenge") ?? "",
  };
}
