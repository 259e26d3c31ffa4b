import type { AlertCondition, AlertSeverity } from "../../alert.ts";
import type { AlertBody } from "../../reading/alertBody.ts";
import { levelName, squeezed } from "../../reading/enumText.ts";
import { htmlToText } from "../../reading/htmlText.ts";
import { fieldOf, isRecord, listOf, textOf } from "../../reading/json.ts";
import { toUtc } from "../../reading/moment.ts";
import { subscriptionOf } from "../../reading/armId.ts";
import type { ContextFamily } from "../contextFamily.ts";
import { eventIdentity, eventName, eventText, eventTimeUtc, propertiesOf } from "./event.ts";

/**
 * The story's stage. Azure sends an alert for each update of a story and calls all of them Fired; incidents and security
 * advisories go from Active to Resolved to RCA (the analysis afterwards), maintenance to Complete or Canceled.
 */
const conditionByStage: ReadonlyMap<string, AlertCondition> = new Map([
  ["active", "fired"],
  ["planned", "fired"],
  ["inprogress", "fired"],
  ["rescheduled", "fired"],
  ["resolved", "resolved"],
  ["rca", "resolved"],
  ["complete", "resolved"],
  ["completed", "resolved"],
  ["canceled", "resolved"],
  ["cancelled", "resolved"],
]);

type Kind = { readonly words: string; readonly severity: AlertSeverity };

/** By `incidentType`, with the words of the Service Health pages. */
const kinds: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["incident", { words: "Service issue", severity: 1 }],
  ["security", { words: "Security advisory", severity: 1 }],
  ["actionrequired", { words: "Action required", severity: 2 }],
  ["maintenance", { words: "Planned maintenance", severity: 3 }],
  ["billing", { words: "Billing update", severity: 3 }],
  ["informational", { words: "Health advisory", severity: 4 }],
  ["information", { words: "Health advisory", severity: 4 }],
]);

/** Service issues at these levels are widespread: several services in several regions. */
const levelsOfWidespreadIssues = new Set(["Critical", "Error"]);

const mostServices = 20;

/** Azure Service Health: one story of many alerts, known by subscription and tracking id in both schemas. */
export const serviceHealth: ContextFamily = {
  family: "serviceHealth",
  identity(body) {
    const trackingId = textOf(propertiesOf(body), "trackingId");
    if (trackingId === null) return eventIdentity(body);
    const subscription = subscriptionOf(body.targetIds[0]) ?? body.subscriptionId ?? "";
    return { key: ["serviceHealth", subscription, trackingId.toLowerCase()], orderedBy: "time" };
  },
  condition(body) {
    const stage = textOf(propertiesOf(body), "stage") ?? eventName(body.context, "status");
    return conditionByStage.get(squeezed(stage)) ?? body.condition;
  },
  severity(body) {
    const type = squeezed(textOf(propertiesOf(body), "incidentType"));
    const isWidespread = levelsOfWidespreadIssues.has(levelName(fieldOf(body.context, "level")) ?? "");
    if (type === "incident" && isWidespread) return 0;
    return kinds.get(type)?.severity ?? null;
  },
  occurredAtUtc: eventTimeUtc,

  title(body) {
    const properties = propertiesOf(body);
    const type = textOf(properties, "incidentType");
    const words = kinds.get(squeezed(type))?.words ?? type ?? "Service health";
    const title =
      textOf(properties, "title") ??
      textOf(properties, "defaultLanguageTitle") ??
      textOf(properties, "service");
    const trackingId = textOf(properties, "trackingId");
    return [title === null ? words : `${words}: ${title}`, trackingId === null ? null : `(${trackingId})`]
      .filter((part) => part !== null)
      .join(" ");
  },

  facts(body, facts) {
    const properties = propertiesOf(body);
    facts.add("Tracking id", textOf(properties, "trackingId"));
    facts.add("Stage", textOf(properties, "stage"));
    facts.add("Kind", textOf(properties, "incidentType"));
    const impact = impactText(body);
    facts.add("Impacted services", impact ?? textOf(properties, "service"));
    if (impact === null) facts.add("Impacted regions", textOf(properties, "region"));
    facts.add("Impact start", textOf(properties, "impactStartTime"));
    facts.add("Impact end", textOf(properties, "impactMitigationTime"));
    facts.add("Level", levelName(fieldOf(body.context, "level")));
    facts.add("Event time", textOf(body.context, "eventTimestamp"));
  },

  text(body) {
    const properties = propertiesOf(body);
    const html = textOf(properties, "communication") ?? textOf(properties, "defaultLanguageContent");
    const text = html === null ? "" : htmlToText(html);
    return text === "" ? eventText(body) : text;
  },

  firedAtUtc: (body) => pastMoment(body, "impactStartTime") ?? eventTimeUtc(body),
  resolvedAtUtc: (body) => pastMoment(body, "impactMitigationTime") ?? eventTimeUtc(body),
};

/** "Virtual Machines (Australia East, West Europe); Storage (Global)"; a JSON string or, in tests, a list. */
function impactText(body: AlertBody): string | null {
  const services = listOf(propertiesOf(body), "impactedServices")
    .slice(0, mostServices)
    .filter(isRecord)
    .map((service) => {
      const regions = listOf(service, "ImpactedRegions")
        .slice(0, mostServices)
        .map((region) => (isRecord(region) ? textOf(region, "RegionName") : null))
        .filter((region) => region !== null);
      const name = textOf(service, "ServiceName") ?? "Service";
      return regions.length === 0 ? name : `${name} (${regions.join(", ")})`;
    });
  return services.length === 0 ? null : services.join("; ");
}

/** Of planned maintenance these moments are still to come, and then nothing has begun. */
function pastMoment(body: AlertBody, name: string): string | null {
  const momentUtc = toUtc(textOf(propertiesOf(body), name));
  return momentUtc !== null && momentUtc <= (eventTimeUtc(body) ?? body.receivedAtUtc) ? momentUtc : null;
}
