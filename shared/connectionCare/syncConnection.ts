import { changeSetup, type Setups } from "../connections/changeSetup.ts";
import type { Account } from "../connections/authorisation/account.ts";
import { checkAccount } from "../connections/authorisation/accountCheck.ts";
import type { Connection } from "../connections/connection.ts";
import type { ConnectionSetup, SyncStep } from "../connections/connectionSetup.ts";
import { ownSetup } from "../connections/ownSetup.ts";
import type { ConnectionGateway } from "../connections/openConnections.ts";
import type { ConfigurationReader } from "../connections/partnerConfiguration.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Pacing, Permit } from "../delivery/pacing.ts";
import type { CallObserver, Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ConnectionTokens } from "../tokens/connectionTokens.ts";
import { readConfiguration } from "./readConfiguration.ts";
import { withTimes } from "./setupTimes.ts";

/** A connection as synchronising needs it. */
export type SyncedConnection = {
  readonly connection: Connection;
  readonly gateway: {
    readonly configuration: ConfigurationReader;
    readonly whoAmI: ConnectionGateway["whoAmI"];
  };
  readonly tokens: Pick<ConnectionTokens, "header" | "learnRefreshLifespan" | "renewAhead" | "times">;
};

export type SyncParts = {
  readonly connections: { peek(name: string): Promise<SyncedConnection> };
  readonly setups: Setups;
  readonly pacing: Pick<Pacing, "ask">;
  readonly clock: Clock;
  readonly log: LogEvent;
  /** Different for each synchronisation of all processes. */
  readonly newId: () => string;
};

/** Whoever has not come to an end or to the next step by then is taken for dead. */
export const syncDeadAfterMs = 2 * 60_000;

/**
 * Reads what an instance is configured with, after it has seen that there is access (a token is renewed where that is
 * possible), and stores what it found. Whoever uses the connection already is not disturbed; one that is new may be used
 * from the end of its first synchronisation on. What may not be read is a problem that is stored, and no obstacle.
 *
 * Throws BridgeError CONNECTION_MISSING, CONNECTION_SYNC_RUNNING, and why there is no access or no answer; that is stored
 * as the last problem, too.
 */
export async function syncConnection(parts: SyncParts, name: string): Promise<ConnectionSetup> {
  const { connections, setups, pacing, clock, log, newId } = parts;
  const { connection, gateway, tokens } = await connections.peek(name);
  const by = newId();
  const change = (next: (setup: ConnectionSetup) => ConnectionSetup | undefined) =>
    changeSetup(setups, connection, utcOf(clock), next);
  /**
   * Throws CONNECTION_SYNC_RUNNING if another has taken over meanwhile, or the connection was given another access or user,
   * whose setup this is not (changeSetup.ts): what this one found is not kept.
   */
  const changeAsOwner = (next: (setup: ConnectionSetup) => ConnectionSetup) =>
    change((setup) => {
      if (setup.syncing?.by !== by) throw running(name, setup);
      return next(setup);
    });
  const reach = (step: SyncStep) =>
    changeAsOwner((setup) => ({ ...setup, syncing: claimOf(by, step, clock, setup.syncing?.sinceUtc) }));

  const permit = await pacing.ask(connection.name, "ordinary");
  if (permit.kind === "notNow") throw new BridgeError(permit.code, permit.because);
  try {
    await change((setup) => {
      if (setup.syncing !== undefined && Date.parse(setup.syncing.untilUtc) > clock.nowMs()) {
        throw running(name, setup);
      }
      return { ...setup, syncing: claimOf(by, "access", clock) };
    });
    try {
      await through(permit, (observe) => tokens.header(observe));
      const account = await whoseAccess(parts, { connection, gateway }, permit);
      await learnLifespan(parts, { connection, gateway, tokens }, permit);
      const times = await tokens.times();
      await changeAsOwner((setup) => ({
        ...withTimes(setup, connection, times, undefined, utcOf(clock)),
        ...(account === null ? {} : { account }),
        ...(setup.state === "unauthorised" ? { state: "syncing", changedAtUtc: utcOf(clock) } : {}),
      }));
      const read = await readConfiguration(gateway.configuration, connection.synchronise, {
        through: (call) => through(permit, call),
        reach: async (step) => {
          await reach(step);
        },
      });
      const atUtc = utcOf(clock);
      const ended = await changeAsOwner((setup) => {
        const { syncing: _over, lastSyncProblem: _former, ...rest } = setup;
        return {
          ...rest,
          ...(setup.state === "ready" ? {} : { state: "ready", changedAtUtc: atUtc }),
          lastSyncUtc: atUtc,
          synced: read.synced,
          ...(read.problem === undefined ? {} : { lastSyncProblem: { ...read.problem, atUtc } }),
        };
      });
      log("connection.synchronised", { connection: connection.name, ...read.problem });
      return ended;
    } catch (error) {
      if (!(error instanceof BridgeError) || error.code === "CONNECTION_SYNC_RUNNING") throw error;
      const { code, detail } = error;
      await change((setup) => {
        if (setup.syncing?.by !== by) return undefined;
        const { syncing: _over, ...rest } = setup;
        return { ...rest, lastSyncProblem: { code, detail, atUtc: utcOf(clock) } };
      });
      log("connection.notSynchronised", { connection: connection.name, code, detail });
      throw error;
    }
  } finally {
    await permit.end();
  }
}

function through<T>(permit: Permit, call: (observe: CallObserver) => T | Promise<T>): Promise<T> {
  return permit.run(
    () => undefined,
    async (observe) => call(observe),
  );
}

/**
 * Whose access it is, if the connection names its user; null: nobody knows. Before it is used for the first time, or after
 * another user was named, that has to be certain; later only somebody else is refused. Throws as checkAccount does.
 */
async function whoseAccess(
  { setups }: Pick<SyncParts, "setups">,
  opened: Pick<SyncedConnection, "connection" | "gateway">,
  permit: Permit,
): Promise<Account | null> {
  const { name, grant, integrationUser } = opened.connection;
  if (integrationUser === null) return null;
  try {
    const by = grant.kind === "authorizationCode" ? "code" : "grant";
    return await through(permit, (observe) => checkAccount(opened, { by }, observe));
  } catch (error) {
    if (!(error instanceof BridgeError) || error.entry.retry === "later") throw error;
    const isOther =
      error.code === "CONNECTION_WRONG_ACCOUNT" || error.code === "CREDENTIALS_OF_WRONG_ACCOUNT";
    if (isOther) throw error;
    const setup = ownSetup(opened.connection, (await setups.readSetup(name))?.setup);
    if (setup?.state !== "ready") throw error;
    return null;
  }
}

/** Nothing depends on it: the connection's own field does instead. */
async function learnLifespan(
  { log }: Pick<SyncParts, "log">,
  { connection, gateway, tokens }: SyncedConnection,
  permit: Permit,
): Promise<void> {
  try {
    const lifespanMs = await through(permit, (observe) =>
      gateway.configuration.refreshTokenLifespanMs(observe),
    );
    if (lifespanMs !== undefined) await tokens.learnRefreshLifespan(lifespanMs);
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const { code, detail } = error;
    log("connection.lifespanNotRead", { connection: connection.name, code, detail });
  }
}

function claimOf(
  by: string,
  step: SyncStep,
  clock: Clock,
  sinceUtc = utcOf(clock),
): NonNullable<ConnectionSetup["syncing"]> {
  return { by, sinceUtc, untilUtc: new Date(clock.nowMs() + syncDeadAfterMs).toISOString(), step };
}

function running(name: string, { syncing }: ConnectionSetup): BridgeError {
  const since = syncing === undefined ? "" : `, since ${syncing.sinceUtc}: it reads ${syncing.step}`;
  return new BridgeError("CONNECTION_SYNC_RUNNING", `Another one of "${name}" is under way${since}`);
}

function utcOf(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString();
}
