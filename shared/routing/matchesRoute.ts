import type { Alert } from "../alerts/alert.ts";
import type { RouteMatch } from "./route.ts";

/** Whether a route wants an alert: every criterion that is named must hold. An alert without a severity is wanted only by routes that name none. */
export function matchesRoute(alert: Alert, match: RouteMatch): boolean {
  const { severities, families, subscriptionIds, ruleNames } = match;
  if (severities !== undefined && (alert.severity === null || !severities.includes(alert.severity)))
    return false;
  if (families !== undefined && !families.includes(alert.family)) return false;
  if (subscriptionIds !== undefined) {
    const subscription = alert.subscriptionId?.toLowerCase();
    if (!subscriptionIds.some((id) => id.toLowerCase() === subscription)) return false;
  }
  if (ruleNames !== undefined) {
    const name = (alert.ruleName ?? "").toLowerCase();
    if (!ruleNames.some((pattern) => matchesPattern(name, pattern.toLowerCase()))) return false;
  }
  return true;
}

/** `*` stands for any characters. Linear in both lengths times the number of stars; no regular expression is made of configuration. */
export function matchesPattern(text: string, pattern: string): boolean {
  const parts = pattern.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  const last = parts.at(-1) ?? "";
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
