import type { PartnerChecks } from "../../../connections/checks/partnerChecks.ts";
import type { Clock, WorkItemGateway } from "../../../delivery/ports.ts";
import { refusedWorkItems } from "../../../delivery/refusedWorkItems.ts";
import type { BridgeError } from "../../../failures/bridgeError.ts";
import type { ObservedExchange } from "../observedExchange.ts";
import type { CallTable } from "../tableCalls.ts";
import { accountChecks, readAccount } from "./accountChecks.ts";
import { addressChecks } from "./addressChecks.ts";
import { checkCalls, once } from "./checkCalls.ts";
import { clientChecks } from "./clientChecks.ts";
import { importChecks } from "./importChecks.ts";
import { incidentChecks } from "./incidentChecks.ts";
import { instanceChecks } from "./instanceChecks.ts";
import { limitChecks } from "./limitChecks.ts";
import { readRoles, roleChecks } from "./roleChecks.ts";
import { needsOf } from "./roleNeeds.ts";
import { signInChecks } from "./signInChecks.ts";
import { tableChecks } from "./tableChecks.ts";
import { trialChecks } from "./trialIncident.ts";
import { writeChecks } from "./writeChecks.ts";

export type CheckedInstance = {
  readonly call: CallTable;
  /** For the one call that shows no credentials. */
  readonly exchange: ObservedExchange;
  readonly gateway: WorkItemGateway;
  readonly clock: Clock;
  readonly userAgent: string;
  readonly isDeveloperInstance: boolean;
};

/** Everything that is looked at in a ServiceNow instance: about two dozen small reads. */
export function serviceNowChecks(instance: CheckedInstance): PartnerChecks {
  return {
    reach: (context) => [
      ...addressChecks(context.connection, () => instance.clock.nowMs()),
      ...instanceChecks(instance, context),
    ],
    use(context) {
      const { connection } = context;
      const needs = needsOf(connection);
      const calls = checkCalls(instance.call, instance.clock, context);
      const account = once(() => readAccount(calls));
      const roles = once(() => readRoles(calls, account));
      return [
        ...signInChecks(calls, connection.grant),
        ...accountChecks(account, connection),
        ...clientChecks(calls, connection, context.publicUrl),
        ...roleChecks(roles, needs, connection.grant),
        ...tableChecks(calls, needs),
        ...writeChecks(roles, needs),
        ...importChecks(calls, connection.importSetTable),
        ...trialChecks(instance.gateway, context, needs),
        ...incidentChecks(calls, context, needs),
        ...limitChecks(calls),
      ];
    },
  };
}

/** For a connection that may not be opened: says why, and that nothing else can be told. */
export function refusedChecks(reason: BridgeError, clock: Clock): PartnerChecks {
  const refuse = () => Promise.reject(reason);
  return serviceNowChecks({
    call: refuse,
    exchange: refuse,
    gateway: refusedWorkItems(reason),
    clock,
    userAgent: "",
    isDeveloperInstance: false,
  });
}
