import { expect, it } from "vitest";

import { anAlertSeries } from "../support/world/alerts.ts";
import { stepsOf } from "../support/world/bridgeApi.ts";
import { useWorld } from "../support/world/useWorld.ts";

const world = useWorld({
  config: { routes: [{ name: "all", workItem: { category: "clouds", callerId: "nobody.known" } }] },
});

it("what ServiceNow stores otherwise than it was sent stands in the journal", async () => {
  const view = await world().bridge.deliver(anAlertSeries().fired());
  expect(view).toMatchObject({ state: "delivered" });
  expect(stepsOf(view, "drifted")).toMatchObject([
    {
      fields: [
        { field: "category", sent: "clouds" },
        { field: "caller_id", sent: "nobody.known", stored: "" },
      ],
    },
  ]);
});
