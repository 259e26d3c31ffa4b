import type { AlertSeverity } from "../../alert.ts";
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

/** Nothing is broken when Advisor recommends something, so even a high impact is no error. */
const severityByImpact: ReadonlyMap<string, AlertSeverity> = new Map([
  ["high", 2],
  ["medium", 3],
  ["low", 4],
]);

/** Azure Advisor. */
export const recommendation: ContextFamily = {
  family: "recommendation",
  identity: eventIdentity,
  severity: (body) =>
    severityByImpact.get(textOf(propertiesOf(body), "recommendationImpact")?.toLowerCase() ?? "") ??
    severityByEventLevel(body),

  title(body, target) {
    const properties = propertiesOf(body);
    const category = textOf(properties, "recommendationCategory");
    const name = textOf(properties, "recommendationName") ?? eventText(body) ?? "New recommendation";
    return [
      `Advisor${category === null ? "" : ` (${category})`}: ${name}`,
      target === null ? null : `on ${target}`,
    ]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts(body, facts) {
    const properties = propertiesOf(body);
    facts.add("Recommendation", textOf(properties, "recommendationName"));
    facts.add("Category", textOf(properties, "recommendationCategory"));
    facts.add("Impact", textOf(properties, "recommendationImpact"));
    addEventFacts(body, facts);
  },

  text: eventText,
  firedAtUtc: eventTimeUtc,
  links: (body) => [
    { label: "Recommendation", url: textOf(propertiesOf(body), "recommendationResourceLink") },
  ],
};
