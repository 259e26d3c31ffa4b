import { memoryAuditTrail } from "../../../shared/adapters/memory/memoryAuditTrail.ts";
import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryConnectionStore } from "../../../shared/adapters/memory/memoryConnectionStore.ts";
import { memorySecretStore } from "../../../shared/adapters/memory/memorySecretStore.ts";
import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import type { Connection } from "../../../shared/connections/connection.ts";
import { connectionRegistry } from "../../../shared/connections/connectionRegistry.ts";
import { readConnectionRequest } from "../../../shared/connections/manage/connectionRequest.ts";
import type { AllowedByOperator, ManageParts } from "../../../shared/connections/manage/manageParts.ts";
import { putConnection } from "../../../shared/connections/manage/putConnection.ts";
import { replaceCredentials } from "../../../shared/connections/manage/replaceCredentials.ts";
import { type ResumeWish, resumeConnection } from "../../../shared/connections/resumeConnection.ts";
import type { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { settableClock } from "../contracts/storageBuilders.ts";
import { atOnce } from "./authorizers.ts";
import { aRoute } from "./routes.ts";

type Options = { readonly fixed?: readonly Connection[]; readonly allowed?: Partial<AllowedByOperator> };

/** Connections as people manage them, over memory. */
export function aManageWorld({ fixed = [], allowed = {} }: Options = {}) {
  const clock = settableClock();
  const store = memoryConnectionStore();
  const secrets = memorySecretStore();
  const audit = memoryAuditTrail();
  const states = memoryConnectionStates();
  const log: string[] = [];
  const forgotten: string[] = [];
  const resumed: string[] = [];
  /** What ServiceNow answers a revocation with; undefined: it revokes. */
  const partner = {
    refusal: undefined as BridgeError | undefined,
    /** How many there are to be revoked. */
    tokens: 2,
    /** What another instance does just before. */
    whenForgotten: async (): Promise<void> => undefined,
  };
  const hosts = allowed.hosts ?? [];
  const parts: ManageParts = {
    registry: connectionRegistry({
      fixed,
      store,
      allowedHosts: hosts,
      clock,
      log: (event) => void log.push(event),
    }),
    fixed,
    store,
    secrets,
    tokensOf: async (name) => ({
      forget: async () => {
        forgotten.push(name);
        await partner.whenForgotten();
        const { refusal, tokens } = partner;
        partner.tokens = 0;
        return refusal === undefined || tokens === 0
          ? { revoked: tokens, notRevoked: [] }
          : { revoked: 0, notRevoked: [{ code: refusal.code, detail: refusal.detail }] };
      },
    }),
    states,
    resume: (name: string, wish: ResumeWish) => {
      resumed.push(name);
      return resumeConnection({ states, audit, clock, log: (event) => void log.push(event) }, name, wish);
    },
    turns: memoryTokenStore(clock),
    schedule: atOnce,
    routes: [aRoute({ name: "databases", connection: "contoso" }), aRoute({ name: "rest" })],
    allowed: { hosts, audiences: allowed.audiences ?? [] },
    audit,
    clock,
    log: (event) => void log.push(event),
  };
  const wish = { who: "maria", isNew: false, isRenewal: false };
  return {
    parts,
    clock,
    forgotten,
    resumed,
    states,
    partner,
    log,
    put: (body: object, { name = "contoso", isNew = false, isDryRun = false } = {}) =>
      putConnection(parts, name, readConnectionRequest(body), { ...wish, isNew, isDryRun }),
    renew: (body: object, name = "contoso") =>
      replaceCredentials(parts, name, readConnectionRequest(body), "maria"),
    audited: async () => (await audit.newest({ limit: 20 })).entries,
    secret: async (name: string) => (await secrets.get(name))?.value,
    /** As after signing in and a first synchronisation. */
    makeReady: async (name = "contoso") => {
      const stored = await store.readSetup(name);
      if (stored === undefined) throw new Error(`Nothing is set up for ${name}.`);
      const setup = { ...stored.setup, state: "ready" as const, lastSyncUtc: "2026-03-01T12:00:00.000Z" };
      await store.writeSetup(setup, stored.version);
      parts.registry.forget();
    },
  };
}
