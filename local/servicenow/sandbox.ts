import { makeSignIn, type SignIn } from "./access/signIn.ts";
import { makeStatsCounter, type StatsCounter } from "./admin/stats.ts";
import { type FaultRules, makeFaultRules } from "./faults/faultRules.ts";
import { makeOAuthClients, type OAuthClients } from "./oauth/clients.ts";
import { makeTokens, type Tokens } from "./oauth/tokens.ts";
import { makeSandboxClock, type SandboxClock } from "./platform/clock.ts";
import { type Instance, makeInstance } from "./platform/instance.ts";
import type { SqliteFile } from "./platform/sqliteFile.ts";
import { sysIdFor } from "./platform/sysId.ts";
import { administrator, integrationUser } from "./seed/people.ts";
import { seedInstance } from "./seed/seedInstance.ts";
import { allTables } from "./tables/allTables.ts";

export type SandboxOptions = {
  /** Passwords of `bridge.integration` and `admin`. Nobody else has one until the admin API gives one. */
  readonly integrationPassword: string;
  readonly adminPassword?: string | undefined;
  readonly oauthClient?: { readonly id: string; readonly secret: string } | undefined;
  /** Fixes the sandbox's clock at this moment; it then moves only when told. For tests. */
  readonly startUtc?: string | undefined;
};

/** Everything the sandbox consists of, without its server. */
export type Sandbox = {
  readonly instance: Instance;
  readonly clock: SandboxClock;
  readonly signIn: SignIn;
  readonly tokens: Tokens;
  readonly clients: OAuthClients;
  readonly faults: FaultRules;
  readonly stats: StatsCounter;
  /** Back to the seed: records, properties, faults, statistics, clock. Tokens and passwords stay. */
  reset(): void;
};

export function makeSandbox(
  options: SandboxOptions,
  url: () => string,
  file: SqliteFile | undefined,
): Sandbox {
  const clock = makeSandboxClock(options.startUtc === undefined ? undefined : Date.parse(options.startUtc));
  const instance = makeInstance({ tables: allTables, clock, url, file });
  const faults = makeFaultRules(clock);
  const stats = makeStatsCounter();
  const signIn = makeSignIn(instance);
  const client = options.oauthClient;

  const seed = () => {
    seedInstance(instance);
    if (client !== undefined) registerClient(instance, client.id);
  };
  seed();
  signIn.setPassword(integrationUser, options.integrationPassword);
  if (options.adminPassword !== undefined) signIn.setPassword(administrator, options.adminPassword);

  return {
    instance,
    clock,
    signIn,
    faults,
    stats,
    tokens: makeTokens(instance),
    clients: makeOAuthClients(instance, new Map(client === undefined ? [] : [[client.id, client.secret]])),
    reset() {
      const tokens = instance.store.all("oauth_credential");
      clock.reset();
      faults.clear();
      stats.reset();
      instance.together(() => {
        instance.clear();
        seed();
        for (const token of tokens) instance.store.save(token);
      });
    },
  };
}

function registerClient(instance: Instance, clientId: string): void {
  if ((instance.store.lookUp("oauth_entity", "client_id", clientId) ?? []).length > 0) return;
  const user = sysIdFor("sys_user", integrationUser);
  instance.put("oauth_entity", { name: "Azure Ticket Bridge", client_id: clientId, user }, clientId);
}
