import type { Alert } from "../alerts/alert.ts";
import type { RouteMatch } from "./route.ts";

/** What routes look at, made comparable once for an alert. */
export type MatchSubject = Pick<Alert, "severity" | "family"> & {
  /** Lower case, as all of these. */
  readonly subscriptionId: string | undefined;
  readonly ruleName: string;
};

export type Matcher = (subject: MatchSubject) => boolean;

export function matchSubjectOf({ severity, family, subscriptionId, ruleName }: Alert): MatchSubject {
  return {
    severity,
    family,
    subscriptionId: subscriptionId?.toLowerCase(),
    ruleName: (ruleName ?? "").toLowerCase(),
  };
}

/**
 * Whether a route wants an alert: every criterion that is named must hold. An alert without a severity is wanted only by
 * routes that name none.
 */
export function matchesRoute(alert: Alert, match: RouteMatch): boolean {
  return matcherOf(match)(matchSubjectOf(alert));
}

/** The same, prepared once for a route: there may be a thousand of them, and every alert asks them all. */
export function matcherOf({ severities, families, subscriptionIds, ruleNames }: RouteMatch): Matcher {
  const subscriptions = subscriptionIds && new Set(subscriptionIds.map((id) => id.toLowerCase()));
  const patterns = ruleNames?.map((pattern) => pattern.toLowerCase().split("*"));
  return ({ severity, family, subscriptionId, ruleName }) => {
    if (severities !== undefined && (severity === null || !severities.includes(severity))) return false;
    if (families !== undefined && !families.includes(family)) return false;
    if (subscriptions !== undefined && (subscriptionId === undefined || !subscriptions.has(subscriptionId)))
      return false;
    return patterns === undefined || patterns.some((parts) => matchesParts(ruleName, parts));
  };
}

/** `*` stands for any characters. Linear in both lengths times the number of stars; no regular expression is made of configuration. */
export function matchesPattern(text: string, pattern: string): boolean {
  return matchesParts(text, pattern.split("*"));
}

/** `parts`: what stands between the stars. */
function matchesParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? "";
  if (parts.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  const last = parts.at(-1) ?? "";
  let from = first.length;
  for (let place = 1; place < parts.length - 1; place += 1) {
    const part = parts[place] ?? "";
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
