import { endAdvice, endTitle } from "../connectionCare/endTexts.ts";
import type { Connection, ConnectionGrant } from "../connections/connection.ts";
import type { ConnectionSetup, ExpiringThing, SyncStep } from "../connections/connectionSetup.ts";
import { type EndWarning, type KnownEnd, warningOf } from "../connections/expiry.ts";
import { firstSetup } from "../connections/firstSetup.ts";
import { ownSetup } from "../connections/ownSetup.ts";
import { basicWarning } from "../tokens/basicTokens.ts";
import { type KnownFailure, knownFailure } from "./knownFailure.ts";

/** One thing of a connection that ends. */
export type EndStatus = {
  readonly of: ExpiringThing;
  readonly endsUtc: string;
  /** Of a refresh token: who says how long it lives, the OAuth client's record in ServiceNow or the connection's field. */
  readonly lifespanFrom: "client" | "connection" | null;
  /** The bridge gets the next one without a person. */
  readonly isReplacedByItself: boolean;
  /** Null: it is far away, or nobody's worry. */
  readonly warning:
    | (Pick<EndWarning, "daysBefore" | "severity"> & {
        readonly title: string;
        /** What happens then, and exactly what to do; one line each. */
        readonly advice: readonly string[];
      })
    | null;
};

/** How far the setting up of a connection has got, what access it has and until when. Nothing secret. */
export type SetupStatus = {
  readonly state: ConnectionSetup["state"];
  readonly grant: ConnectionGrant["kind"];
  /** Why another grant would be better; null: this one will last. */
  readonly grantWarning: string | null;
  /** User name of the account whose access it is, where ServiceNow has said so. */
  readonly account: string | null;
  readonly connectedSinceUtc: string | null;
  /** It is renewed before. */
  readonly accessEndsUtc: string | null;
  /** Since when it has had its refresh token: use does not prolong it. */
  readonly refreshSinceUtc: string | null;
  /** The refresh token's is a forecast from its lifespan: ServiceNow says nothing of it. */
  readonly ends: readonly EndStatus[];
  readonly sync: {
    readonly lastUtc: string | null;
    readonly running: { readonly sinceUtc: string; readonly step: SyncStep } | null;
    readonly problem: (KnownFailure & { readonly atUtc: string }) | null;
    /** What was read last. */
    readonly read: {
      readonly templates: number;
      /** Fields with choices. */
      readonly choiceLists: number;
      readonly closeCodes: number;
      readonly groups: number;
    } | null;
  };
};

/** Pure. `stored`: undefined if nothing is known of it yet. */
export function viewSetup(
  connection: Connection,
  stored: ConnectionSetup | undefined,
  nowMs: number,
): SetupStatus {
  const setup = ownSetup(connection, stored) ?? firstSetup(connection, new Date(nowMs).toISOString());
  const { name, grant } = connection;
  return {
    state: setup.state,
    grant: grant.kind,
    grantWarning: grant.kind === "basic" ? basicWarning : null,
    account: setup.account?.userName ?? null,
    connectedSinceUtc: setup.connectedSinceUtc ?? null,
    accessEndsUtc: setup.accessEndsUtc ?? null,
    refreshSinceUtc: setup.refreshSinceUtc ?? null,
    ends: (setup.ends ?? []).map((end) => viewEnd(name, grant, end, nowMs)),
    sync: viewSync(setup, nowMs),
  };
}

function viewEnd(name: string, grant: ConnectionGrant, end: KnownEnd, nowMs: number): EndStatus {
  const { of, endsUtc, lifespanFrom = null, isReplacedByItself } = end;
  const warning = warningOf(end, nowMs);
  return {
    of,
    endsUtc,
    lifespanFrom,
    isReplacedByItself,
    warning:
      warning === undefined
        ? null
        : {
            daysBefore: warning.daysBefore,
            severity: warning.severity,
            title: endTitle(name, warning, nowMs),
            advice: endAdvice(name, grant, of),
          },
  };
}

function viewSync(
  { lastSyncUtc, lastSyncProblem, syncing, synced }: ConnectionSetup,
  nowMs: number,
): SetupStatus["sync"] {
  const isRunning = syncing !== undefined && Date.parse(syncing.untilUtc) > nowMs;
  return {
    lastUtc: lastSyncUtc ?? null,
    running: isRunning ? { sinceUtc: syncing.sinceUtc, step: syncing.step } : null,
    problem:
      lastSyncProblem === undefined
        ? null
        : { ...knownFailure(lastSyncProblem.code, lastSyncProblem.detail), atUtc: lastSyncProblem.atUtc },
    read:
      synced === undefined
        ? null
        : {
            templates: synced.templates.length,
            choiceLists: Object.keys(synced.choices).length,
            closeCodes: synced.closeCodes.length,
            groups: synced.groups,
          },
  };
}
