import type { AlertFamily } from "../../alert.ts";
import { eventSourceName, squeezed } from "../../reading/enumText.ts";
import { fieldOf, recordOf, textOf, type JsonRecord } from "../../reading/json.ts";
import { eventName } from "./event.ts";

const familyBySource: ReadonlyMap<string, AlertFamily> = new Map([
  ["administrative", "administrative"],
  ["policy", "policy"],
  ["autoscale", "autoscale"],
  ["security", "security"],
  ["recommendation", "recommendation"],
  ["servicehealth", "serviceHealth"],
  ["resourcehealth", "resourceHealth"],
]);

/** Beginnings of operation names, in lower case. */
const familyByOperation: readonly (readonly [string, AlertFamily])[] = [
  ["microsoft.servicehealth/", "serviceHealth"],
  ["microsoft.resourcehealth/", "resourceHealth"],
  ["microsoft.advisor/", "recommendation"],
  ["microsoft.security/locations/alerts/", "security"],
  ["microsoft.authorization/policies/", "policy"],
  ["microsoft.insights/autoscalesettings/scale", "autoscale"],
];

/** Which kind of activity log event it is: by its source, its operation, its properties; `null` if none of them says. */
export function activityFamily(context: JsonRecord): AlertFamily | null {
  const source = eventSourceName(fieldOf(context, "eventSource")) ?? eventName(context, "category");
  const bySource = familyBySource.get(squeezed(source));
  if (bySource !== undefined) return bySource;

  const operation = eventName(context, "operationName")?.toLowerCase() ?? "";
  const byOperation = familyByOperation.find(([beginning]) => operation.startsWith(beginning));
  if (byOperation !== undefined) return byOperation[1];

  const properties = recordOf(context, "properties");
  if (textOf(properties, "trackingId") !== null) return "serviceHealth";
  if (textOf(properties, "currentHealthStatus") !== null) return "resourceHealth";
  return null;
}
