import { describe, expect, it } from "vitest";
import { type FaultRule, makeFaultRules } from "../../../../../local/servicenow/faults/faultRules.ts";
import { makeSandboxClock } from "../../../../../local/servicenow/platform/clock.ts";

const post = {
  method: "POST",
  path: "/api/now/table/incident",
  bodyText: '{"short_description":"Disk full"}',
};
const get = { method: "GET", path: "/api/now/table/incident", bodyText: "" };
const withText = (text: string) => ({ ...post, bodyText: JSON.stringify({ short_description: text }) });

function struck(rule: Omit<FaultRule, "id">, calls = Array.from({ length: 6 }, () => post)): string {
  const rules = makeFaultRules(makeSandboxClock(() => 0));
  rules.set(rule);
  return calls.map((call) => (rules.next(call) === undefined ? "." : "x")).join("");
}

describe("a fault rule", () => {
  it.each([
    ["until cleared", {}, "xxxxxx"],
    ["so many times", { times: 2 }, "xx...."],
    ["every third call", { every: 3 }, "..x..x"],
    ["every second call, once", { every: 2, times: 1 }, ".x...."],
  ])("strikes %s", (_, options, pattern) => {
    expect(struck({ kind: "unavailable", ...options })).toBe(pattern);
  });

  it.each([
    ["any API call", undefined, "xx."],
    ["a method", { method: "post" }, "x.."],
    ["a path", { pathContains: "OAuth_token" }, "..x"],
    ["a body", { bodyContains: "Disk" }, "x.."],
    ["all of them", { method: "POST", bodyContains: "no such" }, "..."],
  ])("means %s", (_, match, pattern) => {
    const token = { method: "POST", path: "/oauth_token.do", bodyText: "grant_type=password" };
    expect(struck({ kind: "reset", match }, [post, get, token])).toBe(pattern);
  });

  it.each([
    ["an hour", {}, 3_600_000],
    ["a shorter window", { windowSeconds: 5 }, 5_000],
  ])("counts the calls of %s if it is a rate limit", (_which, window, windowMs) => {
    const clock = makeSandboxClock(() => 0);
    const rules = makeFaultRules(clock);
    rules.set({ kind: "rateLimit", limitPerHour: 2, ...window });
    const six = () => Array.from({ length: 3 }, () => (rules.next(post) === undefined ? "." : "x")).join("");
    expect(six()).toBe("..x");
    clock.advanceMs(windowMs - 1);
    expect(six()).toBe("xxx");
    clock.advanceMs(1);
    expect(six()).toBe("..x");
    expect(rules.list()).toMatchObject([{ kind: "rateLimit", struck: 5 }]);
  });

  it("replaces the one with its id and can be cleared", () => {
    const rules = makeFaultRules(makeSandboxClock(() => 0));
    rules.set({ id: "one", kind: "reset" });
    rules.set({ id: "one", kind: "hibernating" });
    const two = rules.set({ kind: "slow" });
    expect(rules.list().map(({ kind }) => kind)).toEqual(["hibernating", "slow"]);
    rules.clear("one");
    expect(rules.list().map(({ id }) => id)).toEqual([two.id]);
    rules.clear();
    expect(rules.next(post)).toBeUndefined();
  });
});

describe("a fault asked for by text", () => {
  it.each([
    ["[429] busy", "rateLimit"],
    ["[429-semaphore] busy", "semaphore"],
    ["Sev1: [503] down", "unavailable"],
    ["[commit-then-drop] gone", "commitThenDrop"],
    ["[Azure] [acl] no", "aclDenied"],
    ["[Azure] nothing", undefined],
    ["nothing at all", undefined],
  ])("%s is %s", (text, kind) => {
    expect(makeFaultRules(makeSandboxClock(() => 0)).next(withText(text))?.kind).toBe(kind);
  });

  it("strikes once for each text, and never a read", () => {
    const rules = makeFaultRules(makeSandboxClock(() => 0));
    expect(rules.next({ ...get, bodyText: withText("[503] one").bodyText })).toBeUndefined();
    expect(rules.next(withText("[503] one"))).toBeDefined();
    expect(rules.next(withText("[503] one"))).toBeUndefined();
    expect(rules.next(withText("[503] two"))).toBeDefined();
  });
});
