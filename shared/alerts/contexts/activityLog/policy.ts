import type { AlertBody } from "../../reading/alertBody.ts";
import { lastSegmentOf } from "../../reading/armId.ts";
import { isRecord, listOf, textOf, type JsonRecord } from "../../reading/json.ts";
import type { ContextFamily } from "../contextFamily.ts";
import {
  addEventFacts,
  eventIdentity,
  eventName,
  eventText,
  eventTimeUtc,
  propertiesOf,
  severityByEventLevel,
} from "./event.ts";

const mostPolicies = 10;

/** Azure Policy: what was audited, denied or deployed. The policies are a JSON string. */
export const policy: ContextFamily = {
  family: "policy",
  identity: eventIdentity,
  severity: severityByEventLevel,

  title(body, target) {
    const [first] = policiesOf(body);
    const operation = eventName(body.context, "operationName");
    const effect = first === undefined ? null : textOf(first, "policyDefinitionEffect");
    const name = first === undefined ? null : policyName(first);
    return [
      `Policy ${effect ?? actionOf(operation) ?? "event"}`,
      name === null ? null : `of ${name}`,
      target === null ? null : `on ${target}`,
    ]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts(body, facts) {
    for (const entry of policiesOf(body)) {
      facts.add("Policy", policyName(entry));
      facts.add("Effect", textOf(entry, "policyDefinitionEffect"));
      facts.add("Assignment", textOf(entry, "policyAssignmentId"));
    }
    facts.add("Compliance check", textOf(propertiesOf(body), "isComplianceCheck"));
    facts.add("Resource location", textOf(propertiesOf(body), "resourceLocation"));
    addEventFacts(body, facts);
  },

  text: eventText,
  firedAtUtc: eventTimeUtc,
};

function policiesOf(body: AlertBody): readonly JsonRecord[] {
  return listOf(propertiesOf(body), "policies").slice(0, mostPolicies).filter(isRecord);
}

function policyName(entry: JsonRecord): string | null {
  const reference = textOf(entry, "policyDefinitionReferenceId") ?? textOf(entry, "policyDefinitionName");
  if (reference !== null) return reference;
  const id = textOf(entry, "policyDefinitionId");
  return id === null ? null : lastSegmentOf(id);
}

/** `Microsoft.Authorization/policies/audit/action`: "audit". */
function actionOf(operation: string | null): string | null {
  return operation?.split("/").at(-2) ?? null;
}
