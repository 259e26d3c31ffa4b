import { makeSessions, type Sessions } from "./access/sessions.ts";
import { makeSignIn, type SignIn } from "./access/signIn.ts";
import { makeStatsCounter, type StatsCounter } from "./admin/stats.ts";
import { type FaultRules, makeFaultRules } from "./faults/faultRules.ts";
import { type Assertions, makeAssertions } from "./oauth/assertions.ts";
import { makeOAuthClients, type OAuthClients } from "./oauth/clients.ts";
import { type Codes, makeCodes } from "./oauth/codes.ts";
import { type IdentityTokens, makeIdentityTokens } from "./oauth/identityTokens.ts";
import { makeTokens, type Tokens } from "./oauth/tokens.ts";
import { makeSandboxClock, type SandboxClock } from "./platform/clock.ts";
import { type Instance, makeInstance } from "./platform/instance.ts";
import type { SqliteFile } from "./platform/sqliteFile.ts";
import { administrator, integrationUser } from "./seed/people.ts";
import { seedInstance } from "./seed/seedInstance.ts";
import { allTables } from "./tables/allTables.ts";

export type SandboxOptions = {
  /** Passwords of `bridge.integration` and `admin`. Nobody else has one until the admin API gives one. */
  readonly integrationPassword: string;
  readonly adminPassword?: string | undefined;
  /** The client that is there from the start. `redirectUrls`: where codes may be sent to. */
  readonly oauthClient?:
    | {
        readonly id: string;
        readonly secret: string;
        readonly redirectUrls?: readonly string[] | undefined;
      }
    | undefined;
  /** Fixes the sandbox's clock at this moment; it then moves only when told. For tests. */
  readonly startUtc?: string | undefined;
  /** Another clock that it follows, in place of the machine's. For tests that move one clock for everything. */
  readonly followedClock?: { readonly nowMs: () => number } | undefined;
};

/** Everything the sandbox consists of, without its server. */
export type Sandbox = {
  readonly instance: Instance;
  readonly clock: SandboxClock;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly clients: OAuthClients;
  readonly codes: Codes;
  readonly sessions: Sessions;
  readonly assertions: Assertions;
  readonly identityTokens: IdentityTokens;
  readonly faults: FaultRules;
  readonly stats: StatsCounter;
  /** Back to the seed: records, properties, faults, statistics, clock. OAuth clients, tokens and passwords stay. */
  reset(): void;
};

export function makeSandbox(
  options: SandboxOptions,
  url: () => string,
  file: SqliteFile | undefined,
): Sandbox {
  const { startUtc, followedClock } = options;
  const startMs = startUtc === undefined ? undefined : Date.parse(startUtc);
  const clock = makeSandboxClock(startMs === undefined ? followedClock?.nowMs : () => startMs);
  const instance = makeInstance({ tables: allTables, clock, url, file });
  const faults = makeFaultRules(clock);
  const stats = makeStatsCounter();
  const signIn = makeSignIn(instance);
  const clients = makeOAuthClients(instance);

  seedInstance(instance);
  registerClient(clients, options.oauthClient);
  signIn.setPassword(integrationUser, options.integrationPassword);
  if (options.adminPassword !== undefined) signIn.setPassword(administrator, options.adminPassword);

  return {
    instance,
    clock,
    signIn,
    faults,
    stats,
    tokens: makeTokens(instance),
    clients,
    codes: makeCodes(instance),
    sessions: makeSessions(instance),
    assertions: makeAssertions(instance),
    identityTokens: makeIdentityTokens(instance),
    reset() {
      const kept = keptOnReset.flatMap((table) => instance.store.all(table));
      clock.reset();
      faults.clear();
      stats.reset();
      instance.together(() => {
        instance.clear();
        seedInstance(instance);
        for (const record of kept) instance.store.save(record);
      });
    },
  };
}

/** What a bridge has been set up with. */
const keptOnReset = [
  "oauth_entity",
  "oauth_credential",
  "jwt_verifier_map",
  "oidc_provider_configuration",
] as const;

/** What somebody has changed on its page since stays as it is. */
function registerClient(clients: OAuthClients, client: SandboxOptions["oauthClient"]): void {
  if (client === undefined) return;
  const known = clients.find(client.id);
  const formerUrls = (known?.values["redirect_url"] ?? "").split(",").filter(Boolean);
  clients.save(client.id, {
    ...(known === undefined && { name: "Azure Ticket Bridge", applicationUser: integrationUser }),
    secret: client.secret,
    redirectUrls: client.redirectUrls && [...new Set([...formerUrls, ...client.redirectUrls])],
  });
}
