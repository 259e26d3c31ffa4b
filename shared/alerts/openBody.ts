import { fieldOf, isRecord, parsedJson, recordOf, textOf, type JsonRecord } from "./reading/json.ts";
import { squeezed } from "./reading/enumText.ts";
import type { OpenedBody } from "./shapes/bodyShape.ts";

/**
 * Takes off what lies around an alert: JSON inside a string, the wrapper of an Automation runbook (`RequestBody` is a
 * string), and one of two nested `data`. `null` if the body is no object.
 */
export function openBody(body: unknown): OpenedBody | null {
  const outer = typeof body === "string" ? parsedJson(body) : body;
  if (!isRecord(outer)) return null;
  const whole = isRecord(outer["data"]) ? outer : (requestBodyOf(outer) ?? outer);
  const data = recordOf(whole, "data");
  // Portal tests with the common schema off nest data in data, for log alerts and for availability tests.
  const inner =
    fieldOf(data, "essentials") === undefined && !hasContext(data) ? fieldOf(data, "data") : undefined;
  return { whole, schemaId: schemaIdOf(whole), data: isRecord(inner) ? inner : data };
}

function schemaIdOf(whole: JsonRecord): string {
  // Nearly every body has exactly this one.
  if (whole["schemaId"] === "azureMonitorCommonAlertSchema") return "azuremonitorcommonalertschema";
  return squeezed(textOf(whole, "schemaId"));
}

function hasContext(data: JsonRecord): boolean {
  return fieldOf(data, "context") !== undefined;
}

function requestBodyOf(outer: JsonRecord): JsonRecord | null {
  const request = fieldOf(outer, "RequestBody");
  const parsed = typeof request === "string" ? parsedJson(request) : request;
  return isRecord(parsed) ? parsed : null;
}
