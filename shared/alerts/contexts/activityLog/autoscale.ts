import type { AlertIdentity } from "../../alert.ts";
import type { AlertBody } from "../../reading/alertBody.ts";
import { isArmId, normalisedArmId } from "../../reading/armId.ts";
import { textOf } from "../../reading/json.ts";
import type { ContextFamily } from "../contextFamily.ts";
import {
  addEventFacts,
  eventIdentity,
  eventText,
  eventTimeUtc,
  propertiesOf,
  severityByEventLevel,
} from "./event.ts";

/** Autoscale, as an activity log event or as the notification that autoscale itself sends. It never resolves. */
export const autoscale: ContextFamily = {
  family: "autoscale",
  identity: (body) => notificationIdentity(body) ?? eventIdentity(body),
  condition: () => "fired",
  severity: severityByEventLevel,
  targetIds(body) {
    const name = body.targetIds.length > 0 ? null : textOf(propertiesOf(body), "resourceName");
    return name !== null && isArmId(name) ? [name] : [];
  },

  title(body, target) {
    const from = textOf(body.context, "oldCapacity") ?? textOf(propertiesOf(body), "oldInstancesCount");
    const to = textOf(body.context, "newCapacity") ?? textOf(propertiesOf(body), "newInstancesCount");
    return [
      textOf(body.whole, "operation") ?? "Autoscale",
      from === null || to === null ? null : `from ${from} to ${to} instances`,
      target === null ? null : `on ${target}`,
    ]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts(body, facts) {
    facts.add(
      "Instances before",
      textOf(body.context, "oldCapacity") ?? textOf(propertiesOf(body), "oldInstancesCount"),
    );
    facts.add(
      "Instances after",
      textOf(body.context, "newCapacity") ?? textOf(propertiesOf(body), "newInstancesCount"),
    );
    facts.add("Last scale action", textOf(propertiesOf(body), "lastScaleActionTime"));
    addEventFacts(body, facts);
  },

  text: (body) =>
    textOf(body.context, "details") ?? textOf(propertiesOf(body), "description") ?? eventText(body),
  firedAtUtc: eventTimeUtc,
};

/** Its `context.id` is the autoscale setting, which comes back with every scaling. */
function notificationIdentity({ shape, ruleId, targetIds }: AlertBody): AlertIdentity | null {
  if (shape !== "autoscaleNotification" || ruleId === null) return null;
  return {
    key: ["autoscale", normalisedArmId(ruleId), normalisedArmId(targetIds[0] ?? "")],
    orderedBy: "time",
  };
}
