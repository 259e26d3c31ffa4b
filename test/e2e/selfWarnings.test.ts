import { describe, expect, it } from "vitest";

import type { ConnectionStatus } from "../../shared/status/connectionStatus.ts";
import { anAlertSeries } from "../support/world/alerts.ts";
import { eventually } from "../support/world/eventually.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({ settings: { BRIDGE_WATCH_SCHEDULE: "* * * * * *" } });

describe("the bridge about itself", () => {
  it("makes one incident of dead letters that wait, and resolves it when none waits any more", async () => {
    const { bridge, sandbox, log } = world();
    const [{ id }] = await bridge.send({ contoso: "nobody knows this" });
    const [{ id: other }] = await bridge.send({ contoso: "nor this" });
    const letters = [await bridge.deadLetterOf(id), await bridge.deadLetterOf(other)];

    const warnings = () =>
      sandbox
        .records("incident")
        .filter((one) => /dead letters? that no route/.test(one["short_description"] ?? ""));
    const stateOf = async (state: string) =>
      eventually(async () => {
        const [warning] = warnings();
        if (warning?.["state"] === state) return warning;
        throw new Error(`The warning is ${warning?.["state"] ?? "not there"}`);
      });
    const warning = await stateOf("1");
    expect(warning["description"]).toContain("ALERT_SHAPE_UNKNOWN");
    expect(warning["description"]).toContain("npm run bridge -- dead-letters");

    for (const letter of letters) {
      const { status } = await bridge.post(`/api/dead-letters/${letter.id}/discard`, { reason: "a test" });
      expect(status).toBe(200);
    }
    await stateOf("6");
    expect(warnings()).toHaveLength(1);
    expect(log.some((line) => line.includes('"event":"bridge.warned"'))).toBe(true);
    expect(log.some((line) => line.includes('"name":"bridge.deadLetters","value":2'))).toBe(true);
  });

  it("says how its connection is doing", async () => {
    const { bridge } = world();
    await bridge.deliver(anAlertSeries().fired());
    const { status, body } = await bridge.get<ConnectionStatus>("/api/connections/servicenow/status");
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "servicenow", health: "healthy", pause: null });
    expect(
      (await bridge.get<{ readonly code: string }>("/api/connections/fabrikam/status")).body,
    ).toMatchObject({
      status: 404,
      code: "NOT_FOUND",
    });
  });
});
