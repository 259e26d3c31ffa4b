import { asText } from "./json.ts";

/** One test event showed `Warning`, `Admin` and `ServiceHealth` in the legacy schema and 3, 1 and 2 in the common one. */
const eventLevels = new Map([
  ["1", "Critical"],
  ["2", "Error"],
  ["3", "Warning"],
  ["4", "Informational"],
  ["5", "Verbose"],
]);

const eventSources = new Map([["2", "ServiceHealth"]]);

/** The event's level by name, whether it came as a name or as a number (1 Critical … 5 Verbose). */
export function levelName(value: unknown): string | null {
  const text = asText(value);
  return text === null ? null : (eventLevels.get(text) ?? text);
}

/** The event's source by name; of the numbers only 2 is known. */
export function eventSourceName(value: unknown): string | null {
  const text = asText(value);
  return text === null ? null : (eventSources.get(text) ?? text);
}

/**
 * A name as Azure means it: `Resource Health`, `ResourceHealth` and `resource-health` are one.
 * Names are short; longer texts are none.
 */
export function squeezed(name: string | null): string {
  if (name === null || name.length > 100) return "";
  return name.toLowerCase().replace(/[\s\-_]/g, "");
}
