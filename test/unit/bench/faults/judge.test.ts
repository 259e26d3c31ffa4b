import { describe, expect, it } from "vitest";

import { judge } from "../../../../bench/faults/judge.ts";
import type { PlannedAlert } from "../../../../bench/faults/plannedAlerts.ts";

const alertId = "5f70bf18-a086-4007-a016-e948b04aed3b";
const fired: PlannedAlert = { alertId, condition: "fired", body: "{}", atMs: 0 };
const resolved: PlannedAlert = { ...fired, condition: "resolved", atMs: 1_000 };
const open = { state: "1", correlation_id: alertId };
const over = { state: "6", description: `Alert id: /subscriptions/x/alerts/${alertId.toUpperCase()}` };
const somebodyElses = { state: "1", correlation_id: "00000000-a086-4007-a016-e948b04aed3b" };

describe("the judge of the fault bench", () => {
  it.each([
    { called: "right", when: "its ticket is open", alerts: [fired], incidents: [open, somebodyElses] },
    { called: "right", when: "it was sent twice", alerts: [fired, fired], incidents: [open] },
    { called: "right", when: "its ticket is resolved", alerts: [fired, resolved], incidents: [over] },
    { called: "wrongState", when: "the ticket is still open", alerts: [fired, resolved], incidents: [open] },
    { called: "wrongState", when: "the ticket is already over", alerts: [fired], incidents: [over] },
    { called: "missing", when: "no ticket names it", alerts: [fired], incidents: [somebodyElses] },
    { called: "twice", when: "two tickets name it", alerts: [fired, resolved], incidents: [over, open] },
  ])("calls an alert $called when $when", ({ called, alerts, incidents }) => {
    const counts = { right: 0, missing: 0, acknowledgedMissing: 0, twice: 0, wrongState: 0 };
    expect(judge(alerts, new Set(), incidents)).toEqual({ ...counts, alerts: 1, [called]: 1 });
  });

  it("tells what is missing although the sender was told that it was taken", () => {
    expect(judge([fired], new Set([fired]), [])).toMatchObject({ missing: 1, acknowledgedMissing: 1 });
  });
});
