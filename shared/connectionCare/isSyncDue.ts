import type { ConnectionSetup } from "../connections/connectionSetup.ts";

const dayMs = 86_400_000;
/** A first one that failed is tried again after this; the connection cannot be used until it has gone well. */
const firstAgainMs = 5 * 60_000;
/** A daily one that failed. */
const dailyAgainMs = 60 * 60_000;

/**
 * Whether the bridge synchronises a connection by itself: the first time, once there is access, and then every day; also
 * what somebody has begun and not ended. One that is described in the settings and was never synchronised is not.
 */
export function isSyncDue(setup: ConnectionSetup, isAuthorised: boolean, nowMs: number): boolean {
  const { state, syncing, lastSyncUtc, lastSyncProblem } = setup;
  if (!isAuthorised || (syncing !== undefined && Date.parse(syncing.untilUtc) > nowMs)) return false;
  const triedMs = Date.parse(lastSyncProblem?.atUtc ?? "");
  const isTriedWithin = (ms: number) => nowMs - triedMs < ms;
  if (syncing !== undefined) return true;
  if (state !== "ready") return !isTriedWithin(firstAgainMs);
  return (
    lastSyncUtc !== undefined && nowMs - Date.parse(lastSyncUtc) >= dayMs && !isTriedWithin(dailyAgainMs)
  );
}
