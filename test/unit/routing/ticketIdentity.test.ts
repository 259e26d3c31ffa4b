import { describe, expect, it } from "vitest";

import type { Alert } from "../../../shared/alerts/alert.ts";
import type { GroupField } from "../../../shared/routing/route.ts";
import { ticketIdentityKey } from "../../../shared/routing/ticketIdentity.ts";
import { anAlert, anInstance } from "../../support/builders/alerts.ts";

const key = (groupBy: readonly GroupField[], overrides: Partial<Alert> = {}) =>
  ticketIdentityKey(anAlert(overrides), groupBy);

describe("what a ticket stands for", () => {
  it("is the alert itself, where nothing is grouped", () => {
    expect(key([], anInstance("a"))).toEqual(["alert", "a"]);
  });

  it.each<{ field: GroupField; same: Partial<Alert>; other: Partial<Alert> }>([
    { field: "rule", same: { ruleName: "ORDERS cpu high" }, other: { ruleName: "Disk full" } },
    { field: "target", same: { targetIds: ["/VM/1", "/vm/9"] }, other: { targetIds: ["/vm/9", "/vm/1"] } },
    { field: "severity", same: {}, other: { severity: null } },
    { field: "subscription", same: { subscriptionId: "SUB-1" }, other: { subscriptionId: "sub-2" } },
  ])("is the $field, in any case, where it is grouped by it", ({ field, same, other }) => {
    const base: Partial<Alert> = { targetIds: ["/vm/1"], subscriptionId: "sub-1" };
    const group = key([field], { ...base, ...anInstance("a") });
    expect(key([field], { ...base, ...anInstance("b"), ...same })).toEqual(group);
    expect(key([field], { ...base, ...anInstance("a"), ...other })).not.toEqual(group);
  });

  it("is the rule's id rather than its name, which may be used twice", () => {
    const ids = ["/rules/1", "/rules/2"].map((ruleId) => key(["rule"], { ruleId }));
    expect(ids[0]).not.toEqual(ids[1]);
  });

  it("needs all of several fields", () => {
    const both = key(["rule", "target"]);
    expect(key(["rule", "target"], { ruleName: "Disk full" })).not.toEqual(both);
    expect(key(["rule", "target"], { targetIds: ["/vm/9"] })).not.toEqual(both);
  });

  it("does not depend on the order in which the fields are named, or on one named twice", () => {
    expect(key(["target", "rule", "target"])).toEqual(key(["rule", "target"]));
  });

  it("is the alert itself, if it has none of the fields: nothing makes it the same as others", () => {
    const nothing = { ruleName: null, targetIds: [], ...anInstance("a") };
    expect(key(["rule", "target"], nothing)).toEqual(["alert", "a"]);
    expect(key(["rule", "target"], { ...nothing, targetIds: ["/vm/1"] })).not.toEqual(["alert", "a"]);
  });
});
