import { hash } from "node:crypto";

import type { Alert } from "../alerts/alert.ts";
import { correlationIdFor } from "../routing/correlationId.ts";
import type { Route } from "../routing/route.ts";

/** A route's cap: so many new tickets of one rule in so long a time are ordinary; more of them are a storm. */
export type StormPolicy = { readonly moreThan: number; readonly withinMs: number };

/** What is known of a storm from its first moment on; travels with every message that joins it. */
export type StormFacts = StormPolicy & {
  /** Of the rule on its route, as `stormKeyOf` makes it. */
  readonly key: string;
  /** The rule as people know it. */
  readonly rule: string;
  /** When the alert arrived that was one too many. */
  readonly sinceUtc: string;
};

/** What a storm's ticket remembers beside its members. */
export type StormRecord = StormFacts & {
  /** How many alerts have joined it so far, those that are over and forgotten included. */
  readonly joined: number;
  /** When the work item was last looked at, or written to, at the partner. */
  readonly seenAtUtc?: string;
  /** When it last got a note. */
  readonly notedAtUtc?: string;
};

export function newStormRecord({ key, rule, sinceUtc, moreThan, withinMs }: StormFacts): StormRecord {
  return { key, rule, sinceUtc, moreThan, withinMs, joined: 0 };
}

/** 32 hex digits for one rule on one route, of one connection and target. */
export function stormKeyOf(alert: Alert, { connection, workItemKind, target, name }: Route): string {
  const rule = (alert.ruleId ?? alert.ruleName ?? alert.family).toLowerCase();
  return hash("sha256", JSON.stringify([connection, workItemKind, target, name, rule])).slice(0, 32);
}

export function stormRuleOf({ ruleName, ruleId, family }: Alert): string {
  return ruleName ?? ruleId?.split("/").at(-1) ?? `${family} alerts`;
}

/** A storm's ticket is another one each time: when it began is part of what it stands for. */
export function stormCorrelationId(
  { key, sinceUtc }: StormFacts,
  { connection, workItemKind, target }: Pick<Route, "connection" | "workItemKind" | "target">,
): string {
  return correlationIdFor({ connection, workItemKind, target, identityKey: ["storm", key, sinceUtc] });
}
