import { asJson, asText, isRecord } from "./json.ts";

/** Custom properties as text, from every place given; earlier places win. Nested values become JSON. */
export function customPropertiesOf(...places: readonly unknown[]): Readonly<Record<string, string>> {
  const properties: Record<string, string> = {};
  for (const place of places) {
    if (!isRecord(place)) continue;
    for (const key of Object.keys(place)) {
      // Assigning to __proto__ would not make a property.
      if (key === "__proto__" || Object.hasOwn(properties, key)) continue;
      const text = propertyText(place[key]);
      if (text !== null) properties[key] = text;
    }
  }
  return properties;
}

function propertyText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return null;
  return asText(value) ?? asJson(value);
}
