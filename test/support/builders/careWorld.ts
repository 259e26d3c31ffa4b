import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import type { SyncedConnection } from "../../../shared/connectionCare/syncConnection.ts";
import type { Account } from "../../../shared/connections/authorisation/account.ts";
import type { Connection, SecretReference } from "../../../shared/connections/connection.ts";
import type { ConnectionSetup } from "../../../shared/connections/connectionSetup.ts";
import type { ConnectionStore } from "../../../shared/connections/connectionStore.ts";
import type { ConfigurationReader } from "../../../shared/connections/partnerConfiguration.ts";
import type { Pacing } from "../../../shared/delivery/pacing.ts";
import type { RenewedAhead, TokenTimes } from "../../../shared/tokens/connectionTokens.ts";
import { settableClock } from "../contracts/storageBuilders.ts";
import { aSignedInConnection } from "./connections.ts";

export const dayMs = 86_400_000;

export function someTimes(overrides: Partial<TokenTimes> = {}): TokenTimes {
  return {
    isAuthorised: true,
    needsNobody: false,
    accessEndsUtc: null,
    refreshSinceUtc: null,
    refreshEndsUtc: null,
    refreshLifespanFrom: null,
    refused: null,
    partnerClockAheadMs: null,
    ...overrides,
  };
}

/** Setups that several instances share; `gate`: held before each write, so that two can meet there. */
export function memorySetups(gate: () => Promise<void> = () => Promise.resolve()) {
  const rows = new Map<string, { readonly setup: ConnectionSetup; readonly version: string }>();
  let writes = 0;
  const setups: Pick<ConnectionStore, "readSetup" | "writeSetup" | "setups"> = {
    setups: () => Promise.resolve([...rows.values()]),
    readSetup: (name) => Promise.resolve(rows.get(name)),
    async writeSetup(setup, expectedVersion) {
      await gate();
      if (rows.get(setup.connection)?.version !== expectedVersion) return { kind: "conflict" };
      writes += 1;
      const version = `version ${writes}`;
      rows.set(setup.connection, { setup, version });
      return { kind: "written", version };
    },
  };
  return { ...setups, rows, writes: () => writes };
}

/** Everything that looking after connections needs, with switches for how each part behaves. */
export function careWorld() {
  const clock = settableClock();
  const utc = (inMs = 0) => new Date(clock.nowMs() + inMs).toISOString();
  const log: { readonly event: string; readonly [field: string]: unknown }[] = [];
  const setups = memorySetups();
  const states = memoryConnectionStates();
  const connections = new Map<string, Connection>();
  const secretEnds = new Map<string, string | null>();
  const learned: number[] = [];
  const behaviour = {
    times: (_name: string): TokenTimes | Promise<TokenTimes> => someTimes(),
    renewAhead: (_name: string): RenewedAhead | Promise<RenewedAhead> => ({
      kind: "nothingToDo",
      because: "good",
    }),
    header: (_name: string): string | Promise<string> => "Bearer contoso",
    learnLifespan: (lifespanMs: number): void | Promise<void> => void learned.push(lifespanMs),
    whoAmI: (_name: string): Account | undefined | Promise<Account | undefined> => ({
      userName: "Bridge.Integration",
      sysId: "6816f79cc0a8016401c5a33be04be441",
    }),
    secret: (name: string): { endsUtc: string | null } | Promise<{ endsUtc: string | null }> => ({
      endsUtc: secretEnds.get(name) ?? null,
    }),
  };
  const reader: { -readonly [Part in keyof ConfigurationReader]: ConfigurationReader[Part] } = {
    refreshTokenLifespanMs: () => Promise.resolve(undefined),
    templates: () => Promise.resolve([{ table: "incident", name: "Monitoring incident" }]),
    choices: () =>
      Promise.resolve({ counts: { "incident.state": 6 }, missing: [], closeCodes: ["Solution provided"] }),
    groups: () => Promise.resolve(12),
  };
  const pacing: Pick<Pacing, "ask"> = {
    ask: () =>
      Promise.resolve({
        kind: "permit",
        watch: (gateway) => gateway,
        run: (observe, call) => call(observe),
        end: () => Promise.resolve(),
      }),
  };
  let ids = 0;
  const add = (connection: Connection) => connections.set(connection.name, connection);
  const parts = {
    connections: {
      list: () => Promise.resolve([...connections.values()]),
      async peek(name: string) {
        const connection = connections.get(name);
        if (connection === undefined) throw new Error(`no ${name}`);
        const tokens: SyncedConnection["tokens"] = {
          header: () => behaviour.header(name),
          learnRefreshLifespan: async (lifespanMs) => behaviour.learnLifespan(lifespanMs),
          renewAhead: async () => behaviour.renewAhead(name),
          times: async () => behaviour.times(name),
        };
        return Promise.resolve({
          connection,
          gateway: { configuration: reader, whoAmI: async () => behaviour.whoAmI(name) },
          tokens,
        });
      },
    },
    setups,
    states,
    lookAtSecret: async ({ name }: SecretReference) => (await behaviour.secret(name)).endsUtc,
    pacing,
    clock,
    log: (event: string, fields: Readonly<Record<string, unknown>>) => void log.push({ event, ...fields }),
    newId: () => `sync ${(ids += 1)}`,
  };
  add(aSignedInConnection());
  return {
    parts,
    clock,
    utc,
    log,
    events: (event: string) => log.filter((line) => line.event === event),
    setups,
    states,
    setup: (name = "contoso") => setups.rows.get(name)?.setup,
    put: (setup: Partial<ConnectionSetup>, name = "contoso") =>
      setups.rows.set(name, {
        setup: {
          v: 1,
          connection: name,
          state: "ready",
          changedAtUtc: utc(),
          warned: [],
          ...setup,
        },
        version: "put",
      }),
    add,
    behaviour,
    reader,
    /** Lifespans of refresh tokens that were taken over. */
    learned,
    secretEnds,
  };
}
