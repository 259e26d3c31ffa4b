import { describe, expect, it } from "vitest";
import { recogniseAlert } from "../../../shared/alerts/recogniseAlert.ts";

const problemsOf = (body: unknown): string => {
  const recognition = recogniseAlert(body, "2026-02-03T10:16:00.000Z");
  return recognition.kind === "unknown" ? recognition.problems.join(" ") : "recognised";
};

describe("a body that is not recognised", () => {
  it.each([
    ["nothing", null, "The body is empty"],
    ["a list", [1], "The body is a list"],
    ["a text", "fired!", "The body is a text"],
    ["a number", 7, "The body is a number"],
    ["an empty object", {}, "The body is an empty object"],
    [
      "a body of one's own",
      { text: "My rule fired" },
      'There is no schemaId, and the body has none of the shapes that Azure Monitor sends without one. Its keys are "text".',
    ],
    [
      "a schema of somebody else",
      { schemaId: "contoso.alert/1" },
      'The schemaId "contoso.alert/1" is none that Azure Monitor documents.',
    ],
    [
      "a common alert without essentials",
      { schemaId: "azureMonitorCommonAlertSchema", data: {} },
      "there is no data.essentials",
    ],
    [
      "a metric alert without context",
      { schemaId: "AzureMonitorMetricAlert", data: {} },
      "there is no data.context",
    ],
    [
      "an activity log alert without event",
      { schemaId: "Microsoft.Insights/activityLogs", data: { context: {} } },
      "there is no data.context.activityLog",
    ],
    [
      "a log alert without rule",
      { schemaId: "Microsoft.Insights/LogAlert", data: {} },
      "there is no data.AlertRuleName",
    ],
    [
      "a budget without name",
      { schemaId: "AIP Budget Notification", data: {} },
      "there is no data.BudgetName",
    ],
    [
      "a raw activity log event",
      { eventDataId: "1", operationName: { value: "x" } },
      "let an activity log alert rule send it",
    ],
    ["an alert context alone", { alertContext: {} }, "Turn on the common alert schema"],
  ])("says what is wrong: %s", (_, body, problem) => {
    expect(problemsOf(body)).toContain(problem);
  });

  it("shows of hostile keys only a little, on one line", () => {
    const problems = problemsOf(
      Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`${"k\n".repeat(5000)}${n}`, n])),
    );
    expect(problems.length).toBeLessThan(1500);
    expect(problems).not.toContain("\n");
    expect(problems).toContain("and 988 more");
  });
});
