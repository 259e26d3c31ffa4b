import type { AlertIdentity, AlertSeverity } from "../../alert.ts";
import { contentHash } from "../../contentHash.ts";
import type { AlertBody } from "../../reading/alertBody.ts";
import { levelName } from "../../reading/enumText.ts";
import type { FactList } from "../../reading/factList.ts";
import { fieldOf, isRecord, recordOf, textOf, type JsonRecord } from "../../reading/json.ts";
import { toUtc } from "../../reading/moment.ts";

/** What all activity log events have in common. `claims` and `httpRequest` are about people and are never read. */

export function isActivityLogEvent(context: JsonRecord): boolean {
  return (
    fieldOf(context, "operationName") !== undefined ||
    fieldOf(context, "eventSource") !== undefined ||
    fieldOf(context, "eventDataId") !== undefined ||
    fieldOf(context, "eventTimestamp") !== undefined
  );
}

export function propertiesOf({ context }: AlertBody): JsonRecord {
  return recordOf(context, "properties");
}

/** A name of the event; raw events hold `{value, localizedValue}` where webhooks hold the value. */
export function eventName(context: JsonRecord, name: string): string | null {
  const value = fieldOf(context, name);
  return isRecord(value) ? textOf(value, "value") : textOf(context, name);
}

export function eventTimeUtc({ context }: AlertBody): string | null {
  return toUtc(fieldOf(context, "eventTimestamp")) ?? toUtc(fieldOf(context, "submissionTimestamp"));
}

const severityByLevel: ReadonlyMap<string, AlertSeverity> = new Map([
  ["critical", 0],
  ["error", 1],
  ["warning", 2],
  ["informational", 3],
  ["verbose", 4],
]);

/** The common schema calls every activity log alert Sev4, so the event's own level counts. */
export function severityByEventLevel({ context }: AlertBody): AlertSeverity | null {
  return severityByLevel.get(levelName(fieldOf(context, "level"))?.toLowerCase() ?? "") ?? null;
}

/**
 * The common schema's alert id names the event's alert. The legacy shape has none: there the event's own id counts, or
 * else operation and correlation id (which all events of one operation share).
 */
export function eventIdentity(body: AlertBody): AlertIdentity | null {
  if (body.shape !== "activityLog") return null;
  const eventId = textOf(body.context, "eventDataId");
  if (eventId !== null) return { key: ["activityLogEvent", eventId.toLowerCase()], orderedBy: "instance" };
  const correlationId = textOf(body.context, "correlationId");
  if (correlationId === null) return { key: ["content", contentHash(body.context)], orderedBy: "instance" };
  const operation = eventName(body.context, "operationName") ?? "";
  return {
    key: ["activityLogOperation", correlationId.toLowerCase(), operation.toLowerCase()],
    orderedBy: "time",
  };
}

/** The event's own text comes before the rule's: since 2021 the envelope's description is the rule's. */
export function eventText({ context, description }: AlertBody): string | null {
  return textOf(context, "Activity Log Event Description") ?? textOf(context, "description") ?? description;
}

export function addEventFacts({ context }: AlertBody, facts: FactList): void {
  facts.add("Operation", eventName(context, "operationName"));
  facts.add("Status", eventName(context, "status"));
  facts.add("Sub-status", eventName(context, "subStatus"));
  facts.add("Level", levelName(fieldOf(context, "level")));
  facts.add("Caller", impersonalCaller(textOf(context, "caller")));
  facts.add("Event time", textOf(context, "eventTimestamp"));
  facts.add("Correlation id", textOf(context, "correlationId"));
}

/** Object ids and names of applications may be shown; mail addresses, user principal names and domain accounts not. */
function impersonalCaller(caller: string | null): string | null {
  return caller === null || /[@\\]|#ext#/i.test(caller) ? null : caller;
}
