import { fieldOf, isRecord, textOf } from "./reading/json.ts";
import { cut, oneLine } from "./reading/words.ts";
import type { OpenedBody } from "./shapes/bodyShape.ts";

const mostKeysShown = 12;

/** What each schemaId promises, squeezed, for a body that does not keep it. */
const expectedParts = new Map([
  ["azuremonitorcommonalertschema", "data.essentials, an object"],
  ["azuremonitormetricalert", "data.context, an object"],
  ["microsoft.insights/activitylogs", "data.context.activityLog, an object"],
  ["microsoft.insights/logalert", "data.AlertRuleName and data.SearchQuery"],
  ["aipbudgetnotification", "data.BudgetName"],
]);

/** Says to a person why a body was not recognised: what is missing, what is there, what to do. */
export function problemsOf(body: unknown, opened: OpenedBody | null): readonly string[] {
  if (opened === null) return [`The body is ${kindOf(body)}; an alert is a JSON object.`];
  const { whole, schemaId } = opened;
  const problems: string[] = [];
  const expected = expectedParts.get(schemaId);
  if (expected !== undefined) {
    problems.push(`The schemaId is ${quoted(textOf(whole, "schemaId"))}, but there is no ${expected}.`);
  } else if (schemaId !== "") {
    problems.push(`The schemaId ${quoted(textOf(whole, "schemaId"))} is none that Azure Monitor documents.`);
  } else {
    problems.push(
      "There is no schemaId, and the body has none of the shapes that Azure Monitor sends without one.",
    );
  }
  problems.push(keysText(whole));
  if (fieldOf(whole, "eventDataId") !== undefined && fieldOf(whole, "operationName") !== undefined) {
    problems.push("It looks like a raw activity log event: let an activity log alert rule send it.");
  } else {
    problems.push("Turn on the common alert schema for the webhook in the action group.");
  }
  return problems;
}

function kindOf(body: unknown): string {
  if (body === null || body === undefined) return "empty";
  if (Array.isArray(body)) return "a list";
  return typeof body === "string" ? "a text" : isRecord(body) ? "an object" : `a ${typeof body}`;
}

function keysText(whole: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(whole);
  if (keys.length === 0) return "The body is an empty object.";
  const shown = keys.slice(0, mostKeysShown).map(quoted).join(", ");
  return `Its keys are ${shown}${keys.length > mostKeysShown ? ` and ${keys.length - mostKeysShown} more` : ""}.`;
}

function quoted(text: string | null): string {
  return `"${cut(oneLine((text ?? "").slice(0, 200)), 60, "…")}"`;
}
