import { asText, listOf, textOf } from "../../reading/json.ts";
import { severityOf } from "../../reading/severity.ts";
import { firstSentence } from "../../reading/words.ts";
import type { AlertBody } from "../../reading/alertBody.ts";
import type { ContextFamily } from "../contextFamily.ts";
import {
  addEventFacts,
  eventIdentity,
  eventText,
  eventTimeUtc,
  propertiesOf,
  severityByEventLevel,
} from "./event.ts";

/** Defender for Cloud. The event's level is always Informational; the severity is a property: High, Medium, Low. */
export const security: ContextFamily = {
  family: "security",
  identity: eventIdentity,
  severity: (body) => severityOf(textOf(propertiesOf(body), "severity")) ?? severityByEventLevel(body),
  configurationItems(body) {
    const entity = textOf(propertiesOf(body), "compromisedEntity");
    return body.configurationItems.length === 0 && entity !== null ? [entity] : body.configurationItems;
  },

  title(body, target) {
    const properties = propertiesOf(body);
    const what =
      textOf(body.context, "Activity Log Event Description") ?? textOf(body.context, "description");
    const category = textOf(properties, "category") ?? textOf(properties, "intent");
    const where = textOf(properties, "compromisedEntity") ?? target;
    return [
      what === null ? `Security alert${category === null ? "" : ` (${category})`}` : firstSentence(what, 120),
      where === null ? null : `on ${where}`,
    ]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts(body, facts) {
    const properties = propertiesOf(body);
    facts.add("Compromised entity", textOf(properties, "compromisedEntity"));
    facts.add("Attacked resource type", textOf(properties, "attackedResourceType"));
    facts.add("Severity of the event", textOf(properties, "severity"));
    facts.add("Category", textOf(properties, "category"));
    facts.add("Intent", listText(body, "intent"));
    facts.add("Action taken", textOf(properties, "actionTaken"));
    facts.add("Threat status", textOf(properties, "threatStatus"));
    facts.add("Protection", textOf(properties, "protectionType"));
    facts.add("Remediation steps", listText(body, "remediationSteps"));
    addEventFacts(body, facts);
  },

  text: eventText,
  firedAtUtc: eventTimeUtc,
};

/** A JSON list in a string, as a text; where it is no JSON, as it is. */
function listText(body: AlertBody, name: string): string | null {
  const properties = propertiesOf(body);
  const steps = listOf(properties, name)
    .map(asText)
    .filter((step) => step !== null);
  return steps.length === 0 ? textOf(properties, name) : steps.join("; ");
}
