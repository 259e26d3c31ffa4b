import { type CheckDefinition, type Finding, ok } from "../../../connections/checks/connectionCheck.ts";
import type { CheckContext } from "../../../connections/checks/partnerChecks.ts";
import type { ConnectionGrant } from "../../../connections/connection.ts";
import type { Clock } from "../../../delivery/ports.ts";
import { BridgeError } from "../../../failures/bridgeError.ts";
import type { ErrorCode } from "../../../failures/catalogue.ts";
import { headerOf } from "../answer.ts";
import { classifyAnswer } from "../classifyAnswer.ts";
import type { ObservedExchange } from "../observedExchange.ts";
import { retryAfterMs } from "../retryAfter.ts";
import { once } from "./checkCalls.ts";

const group = "The instance";
const timeoutMs = 10_000;
/** Something small that every instance has; who asks says nothing of himself. */
const path =
  "/api/now/table/sys_properties?sysparm_query=name=glide.buildname&sysparm_fields=value&sysparm_limit=1";

/** The instance knows nobody yet, but it is there: a 401 is the good answer. */
const addressRefusals: ReadonlySet<ErrorCode> = new Set(["SERVICENOW_IP_DENIED", "SERVICENOW_PROXY_DENIED"]);
const awakeCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...addressRefusals,
  "SERVICENOW_CREDENTIALS_REJECTED",
  "SERVICENOW_MFA_REQUIRED",
  "SERVICENOW_API_SCOPE_MISSING",
  "SERVICENOW_API_ACL_DENIED",
  "SERVICENOW_ACL_DENIED",
  "SERVICENOW_QUERY_DENIED",
  "SERVICENOW_WEB_ACCESS_DENIED",
]);

type FirstAnswer = {
  readonly status: number;
  readonly durationMs: number;
  /** Its clock less ours, from the header `Date`; undefined if there is none. */
  readonly aheadMs: number | undefined;
  /** What it refused, and why; undefined where it asked for credentials or even answered. */
  readonly refused: { readonly code: ErrorCode; readonly detail: string } | undefined;
};

type Parts = {
  readonly exchange: ObservedExchange;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly isDeveloperInstance: boolean;
};

/** Whether it is awake and lets us in, before anybody says who he is. */
export function instanceChecks(parts: Parts, context: CheckContext): readonly CheckDefinition[] {
  const ask = once(() => firstAnswer(parts, context));
  return [
    {
      id: "awake",
      group,
      title: "It is awake",
      after: ["tls"],
      look: async () => {
        const { status, durationMs } = await ask();
        return ok(`answers in ${durationMs} ms (${status} to somebody without credentials)`);
      },
    },
    {
      id: "reached",
      group,
      title: "It takes calls from this address",
      after: ["awake"],
      look: async () => {
        const { refused } = await ask();
        return refused === undefined ? ok("no rule is in the way") : { status: "failed", ...refused };
      },
    },
    {
      id: "clock",
      group,
      title: "Its clock is ours",
      after: ["awake"],
      look: async () => judgeClock((await ask()).aheadMs, context.connection.grant),
    },
  ];
}

const warnSkewMs = 60_000;
/** ServiceNow's own tolerance for the times in an assertion (reference: JWT bearer). */
const mostSkewMs = 300_000;

/** Pure. `aheadMs`: the instance's clock less ours. */
export function judgeClock(aheadMs: number | undefined, grant: Pick<ConnectionGrant, "kind">): Finding {
  if (aheadMs === undefined) return { status: "unknown", detail: "its answers say no time" };
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  const detail =
    seconds <= 1 ? "no difference" : `it is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} ours`;
  if (Math.abs(aheadMs) <= warnSkewMs) return ok(detail);
  const isTooFar = Math.abs(aheadMs) > mostSkewMs && grant.kind === "jwtBearer";
  return { status: isTooFar ? "failed" : "warning", code: "SERVICENOW_CLOCK_SKEWED", detail };
}

function firstAnswer(parts: Parts, { openly }: CheckContext): Promise<FirstAnswer> {
  const { exchange, clock, userAgent, isDeveloperInstance } = parts;
  const headers = { accept: "application/json", "user-agent": userAgent };
  const startedMs = clock.nowMs();
  return openly((observe) =>
    exchange(
      { method: "GET", path, headers, body: undefined, isWrite: false, timeoutMs },
      (called) => observe(called, { allowed: undefined, isRefused: false }),
      (answer, nowMs) => {
        const classified = classifyAnswer(answer, { isWrite: false, isDeveloperInstance });
        if (classified.kind === "failure" && !awakeCodes.has(classified.code)) {
          throw new BridgeError(classified.code, classified.detail, {
            retryAfterMs: retryAfterMs(answer, nowMs),
          });
        }
        const said = Date.parse(headerOf(answer, "date") ?? "");
        // The header has whole seconds, cut off: on average it is half a second old.
        const aheadMs = said + 500 - (startedMs + nowMs) / 2;
        return {
          status: answer.status,
          durationMs: Math.round(nowMs - startedMs),
          aheadMs: Number.isNaN(said) ? undefined : aheadMs,
          refused:
            classified.kind === "failure" && addressRefusals.has(classified.code)
              ? { code: classified.code, detail: classified.detail }
              : undefined,
        };
      },
    ),
  );
}
