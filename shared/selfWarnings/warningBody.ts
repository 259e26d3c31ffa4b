import { warningSchemaId } from "./condition.ts";
import type { Episode } from "./episodes.ts";

/** The alert that an episode becomes. The same episode has the same alert id, whoever sends it and however often. */
export function warningBody(
  { key, startedAtUtc, endedAtUtc, condition }: Episode,
  says: "fired" | "resolved",
): string {
  const { severity, sinceUtc, title, text, codes } = condition;
  return JSON.stringify({
    // First, because that is how it is known again without being parsed.
    schemaId: warningSchemaId,
    data: {
      alertId: `azure-ticket-bridge/${key}/${startedAtUtc}`,
      monitorCondition: says === "fired" ? "Fired" : "Resolved",
      alertRule: `Azure Ticket Bridge: ${ruleNames[condition.kind]}`,
      severity: `Sev${severity}`,
      firedDateTime: startedAtUtc,
      ...(says === "resolved" ? { resolvedDateTime: endedAtUtc } : {}),
      title,
      description: text,
      since: sinceUtc,
      connection: condition.connection,
      codes,
    },
  });
}

const ruleNames = {
  deadLetters: "dead letters wait",
  oldestWaiting: "messages wait too long",
  connectionPaused: "a connection is paused",
  credentialsEnd: "credentials end",
} as const;
