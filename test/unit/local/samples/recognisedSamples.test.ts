import { describe, expect, it } from "vitest";
import { samples } from "../../../../local/samples/samples.ts";
import type { Recognition } from "../../../../shared/alerts/alert.ts";
import { recogniseAlert } from "../../../../shared/alerts/recogniseAlert.ts";
import { draftWorkItem } from "../../../../shared/workItems/draftWorkItem.ts";
import { aRoute } from "../../workItems/draftBuilders.ts";

const atUtc = "2026-03-15T07:19:50.918Z";
const laterUtc = "2026-03-15T08:40:00.000Z";

function recognise(name: string, condition: "fired" | "resolved" = "fired", sequence = 7): Recognition {
  const moment = condition === "fired" ? atUtc : laterUtc;
  const sample = samples.get(name);
  if (sample === undefined) throw new Error(`There is no sample "${name}"`);
  return recogniseAlert(sample.make({ sequence, seed: "demo", atUtc: moment, condition }), moment);
}

function recognised(...args: Parameters<typeof recognise>) {
  const got = recognise(...args);
  if (got.kind === "unknown") throw new Error(got.problems.join(" "));
  return got;
}

/** What the reader of a list of incidents sees of each sample. */
const rows = [
  ["metric", "metric", "Percentage CPU greater than 85 on vm-web-007"],
  [
    "metric-dynamic",
    "metric",
    "Transactions greater than the dynamic threshold 1284.37 on stcontosoorders007",
  ],
  ["metric-multi-resource", "metric", "dtu_consumption_percent greater than 90 on db-ledger-007"],
  ["availability", "metric", "checkout-page-appi-shop-007"],
  ["log", "logQuery", "machine-silent"],
  ["log-v1", "logV1", "print-spooler-stopped"],
  ["simple-log", "simpleLog", "payment-exceptions"],
  ["activity", "administrative", "vm-web-007"],
  ["policy", "policy", "stcontosoexport007"],
  ["autoscale-activity", "autoscale", "vmss-cart-007"],
  ["security", "security", "Many failed sign-ins on vm-jump-007"],
  ["recommendation", "recommendation", "Move the server to a size with more memory"],
  ["service-health", "serviceHealth", "connection failures in West Europe"],
  ["resource-health", "resourceHealth", "vm-web-007"],
  ["smart-detector", "smartDetector", "An abnormal rise in failed request rate"],
  ["prometheus", "prometheus", "KubePodCrashLooping on aks-shop-007"],
  ["backup", "backup", "vm-sql-007"],
  ["budget", "budget", "budget-shop-007"],
  ["legacy-metric", "metric", "Http5xx greater than 10 on app-catalogue-007"],
  ["legacy-activity", "administrative", "nsg-payments-007"],
  ["legacy-service-health", "serviceHealth", "connection failures in West Europe"],
  ["legacy-log", "logV1", "payment-requests-failing"],
  ["legacy-log-flat", "logV1", "print-spooler-stopped"],
  ["legacy-budget", "budget", "budget-data-007"],
  ["classic-metric", "metric", "Requests greater than or equal to 5000 on app-newsletter-007"],
  ["autoscale", "autoscale", "plan-catalogue-007"],
  ["arm-alert", "smartDetector", "appi-search-007"],
  ["test-notification", "metric", "test-storageAccount"],
] as const;

const resolving = [...samples.values()].filter(({ canResolve }) => canResolve);

describe("a sample", () => {
  it.each(rows)("%s is a fired %s alert and reads: %s", (name, family, says) => {
    const { alert, describe } = recognised(name);
    expect(alert).toMatchObject({ family, condition: "fired", isTest: name === "test-notification" });

    const draft = draftWorkItem({ alert, description: describe(), route: aRoute, correlationId: "atb-0" });
    expect(draft.shortDescription).toContain(says);
    expect(draft.description).not.toMatch(/undefined|null|\[object|NaN|<p>/u);
    expect(draft.description).not.toContain("(shortened)");
  });

  it("of every name but one is in the table above", () => {
    expect(rows.map(([name]) => name)).toEqual([...samples.keys()].filter((name) => name !== "unknown"));
  });

  it.each(resolving)("$name resolves the alert that fired", ({ name }) => {
    const fired = recognised(name).alert;
    const resolved = recognised(name, "resolved").alert;
    expect(resolved.condition).toBe("resolved");
    expect(resolved.identity).toEqual(fired.identity);
    expect(resolved.occurredAtUtc > fired.occurredAtUtc).toBe(true);
  });

  it.each(rows)("%s of another sequence is another problem", (name) => {
    expect(recognised(name, "fired", 8).alert.identity).not.toEqual(
      recognised(name, "fired", 7).alert.identity,
    );
  });

  it("called unknown is recognised by nobody", () => {
    expect(recognise("unknown").kind).toBe("unknown");
  });
});
