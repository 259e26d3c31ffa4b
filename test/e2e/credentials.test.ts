import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { stepsOf } from "../support/world/bridgeApi.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

describe("an access token", () => {
  const world = useWorld();

  it("that has expired is renewed, and the alert is delivered", async () => {
    const { bridge, sandbox } = world();
    expect(await bridge.deliver(anAlertSeries().fired())).toMatchObject({ state: "delivered" });
    sandbox.clock.advanceMs(31 * 60_000);
    const view = await bridge.deliver(anAlertSeries().fired());

    expect(view).toMatchObject({ state: "delivered", because: "first of its kind" });
    expect(
      stepsOf(view, "called").map(({ method, path, status }) => [method, path.split("?")[0], status]),
    ).toEqual([
      ["POST", "/api/now/table/incident", 401],
      ["POST", "/oauth_token.do", 200],
      ["POST", "/api/now/table/incident", 201],
    ]);
  });

  it("that was revoked, with its refresh token, is asked for anew with the password", async () => {
    const { bridge, sandbox } = world();
    expect(await bridge.deliver(anAlertSeries().fired())).toMatchObject({ state: "delivered" });
    for (const { token = "" } of sandbox.records("oauth_credential")) {
      await fetch(`${sandbox.url}/oauth_revoke_token.do?token=${token}`, { method: "POST" });
    }
    const view = await bridge.deliver(anAlertSeries().fired());
    expect(view).toMatchObject({ state: "delivered", because: "first of its kind" });
    expect(world().incidents(view.correlationId)).toHaveLength(1);
  });
});

describe.each([
  ["basic", { SERVICENOW_GRANT: "basic" }, "SERVICENOW_CREDENTIALS_REJECTED"],
  ["password", { SERVICENOW_GRANT: "password" }, "SERVICENOW_TOKEN_REFUSED"],
])("a password that ServiceNow rejects, with the grant %s", (_grant, settings, code) => {
  const world = useWorld({ settings: { ...settings, SERVICENOW_PASSWORD: "no-longer-right" } });

  it("is tried once for all alerts, locks no account, and loses none of them", async () => {
    const { bridge, sandbox } = world();
    const series = anAlertSeries();
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, sequence) => bridge.send(series.fired({ sequence }))),
    );
    await Promise.all(
      sent.map(([{ id }]) =>
        eventually(async () => {
          const { state, code: failure, receivedAtUtc, nextAttemptAtUtc } = await bridge.delivery(id);
          // The one that tried is retrying; the others wait until the connection is tried again.
          expect(["retrying", "waiting"]).toContain(state);
          expect(failure).toBe(code);
          // For as long as nothing is sent: minutes, where our retries here take a second.
          const waitMs = Date.parse(nextAttemptAtUtc ?? "") - Date.parse(receivedAtUtc);
          expect(waitMs).toBeGreaterThan(60_000);
        }),
      ),
    );
    expect(sandbox.stats().total).toBe(1);
    const account = sandbox.records("sys_user").find((row) => row["user_name"] === "bridge.integration");
    expect(account?.["locked_out"] ?? "false").toBe("false");

    const ready = await bridge.ready();
    expect(ready).toMatchObject({ status: 200, body: { status: "ready" } });
    expect(ready.body.checks.at(-1)).toMatchObject({
      name: "connection",
      status: "failed",
      detail: expect.stringContaining(code) as unknown,
    });
    expect(sandbox.stats().total).toBe(1);
  });
});
