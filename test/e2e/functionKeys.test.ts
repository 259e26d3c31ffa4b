import { describe, expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { useWorld } from "../support/world/useWorld.ts";

const key = "contoso-function-key";
const world = useWorld({ hostFlags: ["--require-keys"], settings: { FUNCTIONS_HOST_KEY: key } });

describe("where function keys are asked for", () => {
  it.each([
    ["POST", "/api/alerts"],
    ["POST", "/api/alerts/default"],
    ["POST", "/api/alerts?code=wrong"],
    ["GET", "/api/ready"],
    ["GET", "/api/tickets"],
    ["GET", "/api/tickets/atb-00000000000000000000000000000000"],
    ["GET", "/api/deliveries/nonsense"],
    ["GET", "/api/dead-letters"],
    ["GET", "/api/dead-letters/nonsense"],
  ])("%s %s is refused without the right one", async (method, path) => {
    const { bridge } = world();
    const answer =
      method === "POST" ? await bridge.post(path, anAlertSeries().fired()) : await bridge.get(path);
    expect(answer.status).toBe(401);
  });

  it("an alert is taken in with the key in the address, as action groups send it", async () => {
    const { bridge } = world();
    await bridge.send(anAlertSeries().fired(), `/api/alerts?code=${key}`);
    await bridge.send(anAlertSeries().fired(), `/api/alerts/default?code=${key}`);
  });

  it("anybody may ask whether it is alive", async () => {
    expect(await world().bridge.get("/api/health")).toMatchObject({ status: 200, body: { status: "alive" } });
  });
});
