import type { AlertCondition } from "../alert.ts";
import { asText } from "./json.ts";

/** `monitorCondition` of the common schema and `status` of the legacy shapes. */
const conditionByWord: ReadonlyMap<string, AlertCondition> = new Map([
  ["fired", "fired"],
  ["activated", "fired"],
  ["resolved", "resolved"],
  ["deactivated", "resolved"],
]);

/** Fired where the sender says nothing (budgets) or a word that nobody knows: better a ticket too many. */
export function conditionOf(value: unknown): AlertCondition {
  const text = asText(value);
  return (text === null ? undefined : conditionByWord.get(text.toLowerCase())) ?? "fired";
}
