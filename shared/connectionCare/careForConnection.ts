import { changeSetup, type Setups } from "../connections/changeSetup.ts";
import type { ConnectionSetup } from "../connections/connectionSetup.ts";
import { dueWarnings, type EndWarning, withWarned } from "../connections/expiry.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { CallObserver, Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { failureLogFields } from "../failures/failureView.ts";
import type { LookAtSecret } from "../secrets/resolveSecret.ts";
import { datedSecrets, type StatedEnds } from "./endsOf.ts";
import { endTitle } from "./endTexts.ts";
import { withTimes } from "./setupTimes.ts";
import type { SyncedConnection } from "./syncConnection.ts";

export type CareParts = {
  readonly setups: Setups;
  readonly lookAtSecret: LookAtSecret;
  readonly clock: Clock;
  readonly log: LogEvent;
};

const unobserved: CallObserver = () => undefined;

/**
 * Renews the access of one connection ahead of need, notes what of it ends when, and warns of what ends soon: each
 * warning once, however many instances look and however often. Returns what all instances know then.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE and CONNECTION_MISSING; that a renewal failed or a secret store does not answer
 * is logged, and the rest is done.
 */
export async function careForConnection(
  { setups, lookAtSecret, clock, log }: CareParts,
  { connection, tokens }: Pick<SyncedConnection, "connection" | "tokens">,
): Promise<ConnectionSetup> {
  const { name } = connection;
  const failed = (event: string) => (error: unknown) => {
    if (!(error instanceof BridgeError)) throw error;
    log(event, { connection: name, code: error.code, detail: error.detail, ...failureLogFields(error.code) });
    return undefined;
  };

  const renewed = await tokens.renewAhead(unobserved).catch(failed("tokens.notRenewed"));
  if (renewed?.kind === "renewed") log("tokens.renewed", { connection: name, what: renewed.what });

  const [times, stored] = await Promise.all([tokens.times(), storedEnds().catch(failed("secrets.notRead"))]);

  let given: readonly EndWarning[] = [];
  const setup = await changeSetup(setups, connection, utc(), (before) => {
    // A secret store that does not answer is no reason to forget what it said.
    const now = withTimes(before, connection, times, stored, utc());
    given = dueWarnings(now.ends, before.warned, clock.nowMs());
    const after = given.length === 0 ? now : { ...now, warned: withWarned(before.warned, given, utc()) };
    return isSame(before, after) ? undefined : after;
  });
  // After it is stored: of two instances only one gets so far.
  for (const warning of given) warn(warning);
  for (const { of, endsUtc } of setup.ends ?? []) {
    const value = Date.parse(endsUtc) - clock.nowMs();
    log("metric.recorded", { name: "bridge.credentialsEndInMs", value, connection: name, of });
  }
  return setup;

  async function storedEnds(): Promise<StatedEnds> {
    const all = await Promise.all(
      datedSecrets(connection).map(async ({ of, reference }) => {
        const ends = await lookAtSecret(reference).catch(unlessMissing);
        return ends === null ? [] : [[of, ends] as const];
      }),
    );
    return Object.fromEntries(all.flat());
  }

  function warn(warning: EndWarning): void {
    const { of, endsUtc, daysBefore, severity } = warning;
    log("credentials.endWarned", {
      connection: name,
      of,
      endsUtc,
      daysBefore,
      severity,
      says: endTitle(name, warning, clock.nowMs()),
      code: "CONNECTION_CREDENTIALS_END",
      ...failureLogFields("CONNECTION_CREDENTIALS_END"),
    });
  }

  function utc(): string {
    return new Date(clock.nowMs()).toISOString();
  }
}

/** Whoever needs it finds that out, and says so. */
function unlessMissing(error: unknown): null {
  if (error instanceof BridgeError && error.code === "SECRET_MISSING") return null;
  throw error;
}

function isSame(one: ConnectionSetup, other: ConnectionSetup): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(setup: ConnectionSetup): unknown {
  return Object.entries(setup).sort(([one], [other]) => (one < other ? -1 : 1));
}
