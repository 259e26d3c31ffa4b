import type { Alert, AlertDescription } from "../../../shared/alerts/alert.ts";
import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";

export const receivedAtUtc = "2026-02-03T10:16:00.000Z";

/** The alert in a body, as it arrives: through JSON. Fails the test if the body is not recognised. */
export function alertIn(body: unknown, receivedAt = receivedAtUtc): Alert {
  return recognised(body, receivedAt).alert;
}

export function descriptionOf(body: unknown): AlertDescription {
  return recognised(body, receivedAtUtc).describe();
}

/** The facts of a body by label; of several with the same label the first. */
export function factsOf(body: unknown): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const { label, value } of descriptionOf(body).facts) facts[label] ??= value;
  return facts;
}

function recognised(body: unknown, receivedAt: string) {
  const recognition = recogniseAlert(JSON.parse(JSON.stringify(body)), receivedAt);
  if (recognition.kind === "unknown") throw new Error(recognition.problems.join(" "));
  return recognition;
}
