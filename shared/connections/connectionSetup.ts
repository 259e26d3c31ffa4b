import type { ErrorCode } from "../failures/catalogue.ts";
import type { KnownEnd } from "./expiry.ts";

/** What of a connection ends some day. */
export type ExpiringThing = "refreshToken" | "clientSecret" | "certificate" | "password";

/** What a synchronisation does, in this order. */
export const syncSteps = ["access", "templates", "choices", "groups"] as const;
export type SyncStep = (typeof syncSteps)[number];

/**
 * How far the setting up of a connection has got; shared by all instances. A connection that is described in settings or
 * in `bridge.json` and needs nobody's sign-in may be used without one.
 */
export type ConnectionSetup = {
  readonly v: 1;
  readonly connection: string;
  /** Where and as whom (accessIdentity.ts). What is stored for another is as if it were not there (ownSetup.ts). */
  readonly accessIdentity?: string;
  /** `unauthorised`: somebody has to sign in first; `syncing`: what it needs to know is being read; `ready`: it may be used. */
  readonly state: "unauthorised" | "syncing" | "ready";
  readonly changedAtUtc: string;
  /** Since when it has been authorised without a break. */
  readonly connectedSinceUtc?: string;
  /** Whose token it holds, as ServiceNow says. */
  readonly account?: { readonly userName: string; readonly sysId: string };
  /** When its access token ends, as was seen last. */
  readonly accessEndsUtc?: string;
  /** Since when it has had the refresh token that it has: use does not prolong it. */
  readonly refreshSinceUtc?: string;
  /** What of it ends when, as was seen last. */
  readonly ends?: readonly KnownEnd[];
  /** Somebody is synchronising it; after `untilUtc` he is taken for dead, and another may begin. */
  readonly syncing?: {
    readonly by: string;
    readonly sinceUtc: string;
    readonly untilUtc: string;
    readonly step: SyncStep;
  };
  /** When credentials were last put in by command: whoever has opened the connection before then opens it anew. */
  readonly credentialsAtUtc?: string;
  readonly lastSyncUtc?: string;
  readonly lastSyncProblem?: { readonly code: ErrorCode; readonly detail: string; readonly atUtc: string };
  /** What was read last: templates, choices, groups. Only counts and names. */
  readonly synced?: {
    readonly templates: readonly { readonly table: string; readonly name: string }[];
    readonly choices: Readonly<Record<string, number>>;
    readonly groups: number;
    readonly closeCodes: readonly string[];
  };
  /** Warnings that were given, so that each is given once. `endsUtc`: of which end they spoke. */
  readonly warned: readonly {
    readonly of: ExpiringThing;
    readonly endsUtc: string;
    readonly daysBefore: number;
    readonly atUtc: string;
  }[];
};
