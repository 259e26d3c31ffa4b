import { describe, expect, it } from "vitest";

import type { FaultKind } from "../../local/servicenow/faults/faultKinds.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { stepsOf } from "../support/world/bridgeApi.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({
  settings: {
    SERVICENOW_TIMEOUT_SECONDS: "2",
    BRIDGE_CLAIM_SECONDS: "4",
    // Nothing in the sandbox works on after it has answered or dropped a call.
    BRIDGE_PARTNER_WORKING_SECONDS: "1",
  },
});

const creating = { method: "POST", pathContains: "/table/incident" };

/** Sends an alert whose create is struck by a fault, and waits until all is over. */
async function deliverDespite(
  kind: FaultKind,
  { times = 1, ...more }: { times?: number; delayMs?: number } = {},
) {
  const { bridge, sandbox } = world();
  sandbox.faults.set({ id: kind, kind, times, match: creating, ...more });
  const view = await bridge.deliver(anAlertSeries().fired());
  const struck = sandbox.faults.list().find(({ id }) => id === kind)?.struck;
  expect(struck).toBe(times);
  return view;
}

describe("a create that ServiceNow carries out without saying so", () => {
  it.each([
    ["commitThenDrop", "SERVICENOW_CONNECTION_LOST"],
    ["cutConnection", "SERVICENOW_CONNECTION_LOST"],
    ["commitThenError", "SERVICENOW_TRANSACTION_CANCELLED"],
    ["truncatedReply", "SERVICENOW_REPLY_CUT"],
    ["partialResult", "SERVICENOW_TRANSACTION_CANCELLED"],
  ] as const)("makes one incident, which is found again: %s", async (kind, code) => {
    const view = await deliverDespite(kind);

    expect(view).toMatchObject({ state: "delivered", because: "an earlier attempt had done it" });
    expect(stepsOf(view, "ended")[0]).toMatchObject({ outcome: "retrying", code });
    expect(stepsOf(view, "recovered").at(-1)?.found).toBe(`done: ${view.ticket?.number ?? "?"}`);
    expect(world().incidents(view.correlationId)).toHaveLength(1);
  });

  it("makes one incident, however late the answer would have come", async () => {
    const view = await deliverDespite("commitSlow", { delayMs: 60_000 });

    expect(view).toMatchObject({ state: "delivered", because: "an earlier attempt had done it" });
    expect(stepsOf(view, "ended")[0]).toMatchObject({ outcome: "retrying", code: "SERVICENOW_TIMEOUT" });
    expect(world().incidents(view.correlationId)).toHaveLength(1);
  });
});

describe("a ServiceNow that cannot be used for a while", () => {
  it.each([
    ["hibernating", "SERVICENOW_HIBERNATING"],
    ["unavailable", "SERVICENOW_UNAVAILABLE"],
    ["badGateway", "SERVICENOW_INSTANCE_RECLAIMED"],
    ["semaphore", "SERVICENOW_BUSY"],
    ["loginPage", "SERVICENOW_LOGIN_PAGE"],
    ["transactionCancelled", "SERVICENOW_TRANSACTION_CANCELLED"],
    ["reset", "SERVICENOW_CONNECTION_LOST"],
  ] as const)("gets the incident once it is back: %s", async (kind, code) => {
    const view = await deliverDespite(kind, { times: 2 });

    expect(view).toMatchObject({ state: "delivered", because: "first of its kind" });
    const codes = stepsOf(view, "ended").flatMap((end) => end.code ?? []);
    expect(codes.length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set([code]));
    expect(world().incidents(view.correlationId)).toHaveLength(1);
  });

  it("gets the incident when it has said that it may come", async () => {
    const { bridge, sandbox } = world();
    sandbox.faults.set({ kind: "rateLimit", times: 1, retryAfterSeconds: 1, match: creating });
    const view = await bridge.deliver(anAlertSeries().fired());

    expect(view).toMatchObject({ state: "delivered", because: "first of its kind" });
    const [refused] = stepsOf(view, "ended");
    expect(refused).toMatchObject({ outcome: "retrying", code: "SERVICENOW_RATE_LIMITED" });
    // What it asks for is longer than our own first pause.
    const answered = stepsOf(view, "called").find(({ status }) => status === 429);
    const waitMs = Date.parse(refused?.nextAttemptAtUtc ?? "") - Date.parse(answered?.atUtc ?? "");
    expect(waitMs).toBeGreaterThanOrEqual(1_000);
    expect(world().incidents(view.correlationId)).toHaveLength(1);
  });

  it("gets the resolve, too, and its note once", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const fired = await bridge.deliver(series.fired());
    sandbox.faults.set({ kind: "commitThenDrop", times: 1, match: { ...creating, method: "PATCH" } });
    const resolved = await bridge.deliver(series.resolved());

    expect(resolved).toMatchObject({ state: "delivered", because: "an earlier attempt had done it" });
    const [incident] = world().incidents(fired.correlationId);
    expect(incident).toMatchObject({ state: "6", close_code: "Solution provided" });
    const notes = sandbox
      .records("sys_journal_field")
      .filter((row) => row["element_id"] === incident?.["sys_id"] && row["element"] === "work_notes");
    expect(notes).toHaveLength(1);
  });
});

describe("a record that ServiceNow refuses", () => {
  it("becomes a dead letter that names the fields a data policy misses", async () => {
    const { bridge, sandbox } = world();
    sandbox.faults.set({ kind: "dataPolicy", fields: ["Caller", "Service"], match: creating });
    const view = await bridge.deliver(anAlertSeries().fired());

    expect(view).toMatchObject({ state: "deadLettered", code: "SERVICENOW_DATA_POLICY", ticket: null });
    expect(stepsOf(view, "ended")).toHaveLength(1);
    const letter = await bridge.deadLetterOf(view.id);
    expect(letter).toMatchObject({ code: "SERVICENOW_DATA_POLICY", correlationId: view.correlationId });
    expect(letter.detail).toBe("Mandatory fields are missing: Caller, Service");
    expect(letter.resolution).not.toBe("");
    expect(world().incidents(view.correlationId)).toEqual([]);
  });

  it.each([
    ["aclDenied", "SERVICENOW_ACL_DENIED"],
    ["businessRuleAbort", "SERVICENOW_BUSINESS_RULE_ABORTED"],
    ["ipDenied", "SERVICENOW_IP_DENIED"],
    ["unscopedApi", "SERVICENOW_API_SCOPE_MISSING"],
  ] as const)("is not tried again: %s", async (kind, code) => {
    const view = await deliverDespite(kind);
    expect(view).toMatchObject({ state: "deadLettered", code });
    expect(await world().bridge.deadLetterOf(view.id)).toMatchObject({ code });
    expect(world().incidents(view.correlationId)).toEqual([]);
  });
});
