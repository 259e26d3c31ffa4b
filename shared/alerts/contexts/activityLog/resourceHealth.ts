import type { AlertCondition, AlertSeverity } from "../../alert.ts";
import type { AlertBody } from "../../reading/alertBody.ts";
import { isArmId, normalisedArmId } from "../../reading/armId.ts";
import { squeezed } from "../../reading/enumText.ts";
import { textOf } from "../../reading/json.ts";
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

/** The event's status, or the part of its operation's name that says the same (`…/healthevent/Resolved/action`). */
const conditionByStatus: ReadonlyMap<string, AlertCondition> = new Map([
  ["active", "fired"],
  ["activated", "fired"],
  ["inprogress", "fired"],
  ["pending", "fired"],
  ["updated", "fired"],
  ["resolved", "resolved"],
]);

const severityByHealth: ReadonlyMap<string, AlertSeverity> = new Map([
  ["unavailable", 1],
  ["degraded", 2],
  ["unknown", 3],
  ["available", 4],
]);

/** Azure Resource Health: the resource is the story, in both schemas. */
export const resourceHealth: ContextFamily = {
  family: "resourceHealth",
  identity(body) {
    const resource = resourceOf(body);
    return resource === null
      ? eventIdentity(body)
      : { key: ["resourceHealth", normalisedArmId(resource)], orderedBy: "time" };
  },
  condition(body) {
    const operation = eventName(body.context, "operationName");
    const words = [eventName(body.context, "status"), operation?.split("/").at(-2) ?? null];
    for (const word of words) {
      const condition = conditionByStatus.get(squeezed(word));
      if (condition !== undefined) return condition;
    }
    return body.condition;
  },
  severity: (body) =>
    severityByHealth.get(squeezed(textOf(propertiesOf(body), "currentHealthStatus"))) ??
    severityByEventLevel(body),
  targetIds(body) {
    const resource = resourceOf(body);
    return resource === null ? [] : [resource];
  },
  occurredAtUtc: eventTimeUtc,

  title(body, target) {
    const properties = propertiesOf(body);
    const health = textOf(properties, "currentHealthStatus");
    const title = textOf(properties, "title");
    const state = `${target ?? "Resource"} is ${health === null ? "not healthy" : health.toLowerCase()}`;
    return title === null ? state : `${state}: ${title}`;
  },

  facts(body, facts) {
    const properties = propertiesOf(body);
    facts.add("Health", textOf(properties, "currentHealthStatus"));
    facts.add("Health before", textOf(properties, "previousHealthStatus"));
    facts.add("Cause", textOf(properties, "cause"));
    facts.add("Kind", textOf(properties, "type"));
    facts.add("Details", textOf(properties, "details"));
    addEventFacts(body, facts);
  },

  text: (body) =>
    textOf(propertiesOf(body), "details") ?? textOf(propertiesOf(body), "title") ?? eventText(body),
  firedAtUtc: eventTimeUtc,
};

function resourceOf({ context, targetIds }: AlertBody): string | null {
  const [target] = targetIds;
  if (target !== undefined) return target;
  const resource = textOf(context, "resourceId");
  return resource !== null && isArmId(resource) ? resource : null;
}
