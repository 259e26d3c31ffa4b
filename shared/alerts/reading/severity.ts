import type { AlertSeverity } from "../alert.ts";
import { asText } from "./json.ts";

/** The words in which severities come: the common schema's, and the free text of legacy log alerts. */
const severityByWord: ReadonlyMap<string, AlertSeverity> = new Map([
  ["sev0", 0],
  ["sev1", 1],
  ["sev2", 2],
  ["sev3", 3],
  ["sev4", 4],
  ["0", 0],
  ["1", 1],
  ["2", 2],
  ["3", 3],
  ["4", 4],
  ["critical", 0],
  ["error", 1],
  ["high", 1],
  ["warning", 2],
  ["medium", 2],
  ["moderate", 2],
  ["low", 3],
  ["informational", 3],
  ["information", 3],
  ["info", 3],
  ["verbose", 4],
]);

/** Understands `Sev2`, `"2"`, `2`, `Warning`… in any case; `null` for everything else. */
export function severityOf(value: unknown): AlertSeverity | null {
  if (value === undefined || value === null) return null;
  const text = asText(value);
  if (text === null || text.length > 20) return null;
  return severityByWord.get(text.toLowerCase().replace(" ", "")) ?? null;
}
