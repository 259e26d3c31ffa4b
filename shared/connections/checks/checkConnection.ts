import type { AuditTrail } from "../../audit/audit.ts";
import { auditIdFor } from "../../audit/auditId.ts";
import type { LogEvent } from "../../delivery/deliveryParts.ts";
import type { NotNow, Pacing, Permit } from "../../delivery/pacing.ts";
import type { CallObserver, Clock, Schedule } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { pauseRuleFor } from "../../pacing/pauseRules.ts";
import type { Route } from "../../routing/route.ts";
import type { LookAtSecret } from "../../secrets/resolveSecret.ts";
import type { OpenConnection } from "../openConnections.ts";
import { bridgeChecks } from "./bridgeChecks.ts";
import type { CheckDefinition } from "./connectionCheck.ts";
import { type CheckReport, checkReport } from "./checkReport.ts";
import { credentialChecks, type CheckedTimes } from "./credentialChecks.ts";
import type { CheckContext } from "./partnerChecks.ts";
import { type CheckTiming, runChecks } from "./runChecks.ts";

/** What the checks need of ConnectionTokens. */
type CheckedTokens = {
  header(observe: CallObserver): string | Promise<string>;
  times(): Promise<CheckedTimes>;
};

export type CheckParts = {
  readonly pacing: Pick<Pacing, "ask">;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly log: LogEvent;
  readonly routes: readonly Route[];
  readonly lookAtSecret: LookAtSecret;
  /** See CheckContext. */
  readonly publicUrl: string | undefined;
  /** Hexadecimal digits, at least 32. */
  readonly randomHex: () => string;
  readonly timing: CheckTiming;
};

export type CheckWish = {
  /** Whether a work item may be made to try it. */
  readonly write: boolean;
  readonly who: string;
};

/**
 * Looks at a connection from end to end, and says of each thing whether it is as the bridge needs it. Reads only, unless
 * asked to write. Credentials that are refused are not shown a second time, nor are those of a parked connection: accounts
 * lock after five wrong attempts.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function checkConnection(
  parts: CheckParts,
  {
    connection,
    gateway,
    tokens,
  }: Pick<OpenConnection, "connection" | "gateway"> & { readonly tokens: CheckedTokens },
  { write, who }: CheckWish,
): Promise<CheckReport> {
  const { clock } = parts;
  const { name } = connection;
  const startedMs = clock.nowMs();
  const atUtc = new Date(startedMs).toISOString();
  const permit = await parts.pacing.ask(name, "ordinary", "byHand");
  const gate = callGate(permit);
  const correlationId = `atb-${parts.randomHex().slice(0, 32)}`;
  const routes = parts.routes.filter((route) => route.connection.toLowerCase() === name.toLowerCase());
  if (write) {
    await parts.audit.add({
      id: auditIdFor(atUtc, "check", name),
      atUtc,
      who,
      action: "connection.triedByWriting",
      subject: name,
      reason: null,
      details: { correlationId },
    });
  }

  const context: CheckContext = {
    connection,
    routes,
    publicUrl: parts.publicUrl,
    paced: gate.paced,
    openly: gate.openly,
    trial: write
      ? { correlationId, watch: (items) => (permit.kind === "permit" ? permit.watch(items) : items) }
      : null,
  };
  const definitions: readonly CheckDefinition[] = [
    ...gateway.checks.reach(context),
    ...credentialChecks(connection, {
      nowMs: () => clock.nowMs(),
      lookAtSecret: parts.lookAtSecret,
      obtain: async () => {
        await gate.paced(async (observe) => tokens.header(observe));
      },
      times: () => tokens.times(),
    }),
    ...gateway.checks.use(context),
    ...bridgeChecks(connection, { routes, rest: permit.kind === "notNow" ? permit : undefined }),
  ];
  try {
    const checks = await runChecks(definitions, parts);
    const durationMs = Math.round(clock.nowMs() - startedMs);
    const { instanceUrl: url } = connection;
    return checkReport({
      connection: name,
      url,
      checkedAtUtc: atUtc,
      durationMs,
      calls: gate.calls(),
      checks,
    });
  } finally {
    if (permit.kind === "permit") await permit.end();
  }
}

/** Calls go with the connection's permission; where there is none, they fail with the reason and nothing is sent. */
function callGate(permit: Permit | NotNow) {
  let calls = 0;
  const counting: CallObserver = () => void (calls += 1);
  async function paced<T>(call: (observe: CallObserver) => Promise<T>): Promise<T> {
    if (permit.kind === "permit") return permit.run(counting, call);
    const advice =
      pauseRuleFor(permit.code)?.waits === "credentials"
        ? "; not tried again now, so that the account is not locked"
        : "; not called now";
    throw new BridgeError(permit.code, `${permit.because}${advice}`);
  }
  async function openly<T>(call: (observe: CallObserver) => Promise<T>): Promise<T> {
    return permit.kind === "permit" ? permit.run(counting, call) : call(counting);
  }
  return { paced, openly, calls: () => calls };
}
