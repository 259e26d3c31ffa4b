import type { AlertFact } from "../alert.ts";
import { isArmId, isResourceId } from "../reading/armId.ts";
import { asText, isRecord, textOf, type JsonRecord } from "../reading/json.ts";

/** Dimensions and columns that name the affected resource, in lower case. */
const resourceIdNames = new Set([
  "microsoft.resourceid",
  "_resourceid",
  "resourceid",
  "resource",
  "azureresourceid",
]);

export function isResourceIdName(name: string): boolean {
  return resourceIdNames.has(name.toLowerCase());
}

/** `[{name, value}]` as facts; entries without a name are left out. */
export function namedValues(list: readonly unknown[]): readonly AlertFact[] {
  const facts: AlertFact[] = [];
  for (const entry of list) {
    if (!isRecord(entry)) continue;
    const label = textOf(entry, "name");
    if (label !== null) facts.push({ label, value: textOf(entry, "value") ?? "" });
  }
  return facts;
}

/** `{name: value}` as facts. */
export function labelsOf(record: JsonRecord): readonly AlertFact[] {
  return Object.entries(record).map(([label, value]) => ({ label, value: asText(value) ?? "" }));
}

/** The same straight from `[{name, value}]`: this is done for every metric alert on the webhook's path. */
export function resourceIdsInList(list: readonly unknown[]): readonly string[] {
  const ids: string[] = [];
  for (const entry of list) {
    if (!isRecord(entry)) continue;
    const { name, value } = entry;
    if (typeof name !== "string" || typeof value !== "string") continue;
    if (isResourceIdName(name) && isResourceId(value)) ids.push(value);
  }
  return ids;
}

export function resourceIdsIn(dimensions: readonly AlertFact[]): readonly string[] {
  return dimensions
    .filter(({ label, value }) => isResourceIdName(label) && isResourceId(value))
    .map(({ value }) => value);
}

/**
 * For identities: sorted; in lower case what Azure does not promise the case of (names, resource ids, and values of its
 * own dimensions such as `microsoft.resourceType`).
 */
export function dimensionKeys(dimensions: readonly AlertFact[]): readonly string[] {
  const keys = dimensions.map(({ label, value }) => {
    const name = label.toLowerCase();
    return `${name}=${name.startsWith("microsoft.") || isArmId(value) ? value.toLowerCase() : value}`;
  });
  return [...new Set(keys)].sort();
}
