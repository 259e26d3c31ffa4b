import { recordOf, textOf } from "../../reading/json.ts";
import type { ContextFamily } from "../contextFamily.ts";
import {
  addEventFacts,
  eventIdentity,
  eventName,
  eventText,
  eventTimeUtc,
  severityByEventLevel,
} from "./event.ts";

/** Operations on resources. A rule without a status filter fires for Started and again for Succeeded or Failed. */
export const administrative: ContextFamily = {
  family: "administrative",
  identity: eventIdentity,
  severity: severityByEventLevel,

  title({ context, ruleName }, target) {
    const operation =
      eventName(context, "operationName") ?? textOf(recordOf(context, "authorization"), "action") ?? ruleName;
    const status = eventName(context, "status");
    return [
      operation ?? "Activity log event",
      status === null ? null : `(${status})`,
      target === null ? null : `on ${target}`,
    ]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts(body, facts) {
    addEventFacts(body, facts);
    const authorization = recordOf(body.context, "authorization");
    if (eventName(body.context, "operationName") === null)
      facts.add("Action", textOf(authorization, "action"));
    facts.add("Scope", textOf(authorization, "scope"));
  },

  text: eventText,
  firedAtUtc: eventTimeUtc,
};
