import { type CheckDefinition, type Finding, ok } from "../../../connections/checks/connectionCheck.ts";
import type { AllowedCalls } from "../../../delivery/ports.ts";
import { type CheckCalls, isRefusal } from "./checkCalls.ts";

/** An ordinary new alert costs one call; its end another. */
const callsPerTicket = 2;
/** Below that a burst of alerts of a single service waits for an hour. */
const fewCalls = 200;

/** How many calls the instance allows. */
export function limitChecks(calls: CheckCalls): readonly CheckDefinition[] {
  return [
    {
      id: "rate-rules",
      group: "Limits",
      title: "Calls that are allowed",
      after: ["api-access"],
      look: async () => {
        const rules = await countRules(calls);
        return judgeLimit(calls.allowed(), rules);
      },
    },
  ];
}

/** Pure. `rules`: how many inbound rate rules there are; undefined where they may not be read. */
export function judgeLimit(allowed: AllowedCalls | undefined, rules: number | undefined): Finding {
  if (allowed === undefined) {
    if (rules === undefined) return ok("its answers name no limit");
    return ok(
      rules === 0 ? "there is no rate rule" : `${rules} rate rules, none of which applies to this account`,
    );
  }
  const { callsPerWindow } = allowed;
  const tickets = Math.floor(callsPerWindow / callsPerTicket);
  const detail = `${callsPerWindow.toLocaleString("en")} calls an hour: about ${tickets.toLocaleString("en")} tickets from opening to end`;
  if (callsPerWindow >= fewCalls) return ok(detail);
  return {
    status: "warning",
    code: "SERVICENOW_RATE_LIMITED",
    detail,
    cause:
      "An inbound REST API rate rule applies to the integration user. Beyond it, alerts wait; nothing is lost.",
    fix: "In ServiceNow raise the rule (System Web Services, REST, Rate Limit Rules), or give the integration user one of its own.",
  };
}

async function countRules(calls: CheckCalls): Promise<number | undefined> {
  try {
    const { rows, total } = await calls.list("sys_rate_limit_rules", { fields: ["sys_id"] });
    return rows.length === 0 && total !== 0 ? undefined : (total ?? rows.length);
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}
