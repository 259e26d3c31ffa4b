import { randomUUID } from "node:crypto";
import type { SandboxClock } from "../platform/clock.ts";
import { canStrike, type FaultKind, isMeant, markedFault } from "./faultKinds.ts";

/** One thing that goes wrong, for which calls, and how often. */
export type FaultRule = {
  readonly id: string;
  readonly kind: FaultKind;
  /** How many calls it strikes; until cleared if not given. */
  readonly times?: number | undefined;
  /** Strikes every n-th call that matches. */
  readonly every?: number | undefined;
  /** All that are given must fit. Without a path, only `/api/` calls are meant. */
  readonly match?: FaultMatch | undefined;
  /** For `slow` and `commitSlow`; 5,000 if not given. */
  readonly delayMs?: number | undefined;
  /** For `dataPolicy`: labels of the fields that are missing. */
  readonly fields?: readonly string[] | undefined;
  /** For `businessRuleAbort`: name of the rule. */
  readonly ruleName?: string | undefined;
  /**
   * For `rateLimit`: calls allowed in a window of the sandbox's clock. Without `times` and `every` the calls are
   * really counted and only those beyond it refused.
   */
  readonly limitPerHour?: number | undefined;
  /** For `rateLimit`: how long a window lasts; an hour, as ServiceNow's rules have it, if not given. */
  readonly windowSeconds?: number | undefined;
  /** For `rateLimit`; until the window's end if not given. */
  readonly retryAfterSeconds?: number | undefined;
};

type FaultMatch = {
  readonly method?: string | undefined;
  readonly pathContains?: string | undefined;
  readonly bodyContains?: string | undefined;
};

type FaultedCall = { readonly method: string; readonly path: string; readonly bodyText: string };

export type FaultState = FaultRule & { readonly struck: number };

export type FaultRules = {
  /** A rule with the id of another replaces it. */
  set(rule: Omit<FaultRule, "id"> & { readonly id?: string | undefined }): FaultState;
  /** Clears one rule, or all. */
  clear(id?: string): void;
  list(): FaultState[];
  /** The rule that strikes this call, by rules or by the short description it carries. */
  next(call: FaultedCall): FaultRule | undefined;
  /** A rate limit that applies to this call, struck or not: its headers are on every answer. */
  rateLimitFor(call: FaultedCall): FaultRule | undefined;
};

type Counted = { rule: FaultRule; seen: number; struck: number; window: number; calls: number };

/** So many texts are remembered as tried; far more than anybody types. */
const mostTexts = 50_000;

/** Windows begin at full hours; shorter ones, where so many of them fit since the epoch. */
export function windowMsOf({ windowSeconds = 3_600 }: FaultRule): number {
  return windowSeconds * 1000;
}

export function makeFaultRules(clock: SandboxClock): FaultRules {
  const rules = new Map<string, Counted>();
  const triedTexts = new Set<string>();

  const matches = ({ kind, match }: FaultRule, { method, path, bodyText }: FaultedCall) =>
    canStrike(kind, path) &&
    (match?.method === undefined || match.method.toUpperCase() === method) &&
    (match?.pathContains === undefined
      ? isMeant(kind, path)
      : path.toLowerCase().includes(match.pathContains.toLowerCase())) &&
    (match?.bodyContains === undefined || bodyText.includes(match.bodyContains));

  const strikes = (counted: Counted): boolean => {
    const { rule } = counted;
    counted.seen++;
    if (rule.times !== undefined && counted.struck >= rule.times) return false;
    if (rule.every !== undefined) return counted.seen % rule.every === 0;
    if (rule.kind !== "rateLimit" || rule.limitPerHour === undefined || rule.times !== undefined) return true;
    const window = Math.floor(clock.nowMs() / windowMsOf(rule));
    if (window !== counted.window) Object.assign(counted, { window, calls: 0 });
    return ++counted.calls > rule.limitPerHour;
  };

  const byText = ({ method, path, bodyText }: FaultedCall): FaultRule | undefined => {
    if (method === "GET" || !bodyText.includes("[")) return undefined;
    const text = /["']short_description["']\s*:\s*(["'])((?:\\.|(?!\1).)*)\1/s.exec(bodyText)?.[2];
    const kind = text === undefined ? undefined : markedFault(text);
    if (text === undefined || kind === undefined || triedTexts.has(text)) return undefined;
    if (!canStrike(kind, path)) return undefined;
    if (triedTexts.size >= mostTexts) triedTexts.clear();
    triedTexts.add(text);
    // Short waits: somebody is watching.
    return { id: "by-text", kind, retryAfterSeconds: 10 };
  };

  return {
    set(wanted) {
      const rule: FaultRule = { ...wanted, id: wanted.id ?? randomUUID().slice(0, 8) };
      rules.set(rule.id, { rule, seen: 0, struck: 0, window: -1, calls: 0 });
      return { ...rule, struck: 0 };
    },
    clear(id) {
      if (id !== undefined) {
        rules.delete(id);
        return;
      }
      rules.clear();
      triedTexts.clear();
    },
    list: () => [...rules.values()].map(({ rule, struck }) => ({ ...rule, struck })),
    next(call) {
      for (const counted of rules.values()) {
        if (!matches(counted.rule, call) || !strikes(counted)) continue;
        counted.struck++;
        return counted.rule;
      }
      return byText(call);
    },
    rateLimitFor: (call) =>
      [...rules.values()]
        .map(({ rule }) => rule)
        .find((rule) => rule.kind === "rateLimit" && matches(rule, call)),
  };
}
