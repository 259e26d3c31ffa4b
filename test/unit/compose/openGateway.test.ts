import { describe, expect, it } from "vitest";

import { memoryConnectionStates } from "../../../shared/adapters/memory/memoryConnectionStates.ts";
import { memoryTokenStore } from "../../../shared/adapters/memory/memoryTokenStore.ts";
import { openGateway } from "../../../shared/compose/openGateway.ts";
import { settingsConnection } from "../../../shared/config/settingsConnection.ts";
import { parseSettings } from "../../../shared/config/settings.ts";

describe("a connection to an address that is no ServiceNow's", () => {
  const parsed = parseSettings({
    BRIDGE_STORAGE: "UseDevelopmentStorage=true",
    SERVICENOW_INSTANCE_URL: "https://contoso.example",
    SERVICENOW_GRANT: "basic",
    SERVICENOW_USERNAME: "bridge.integration",
    SERVICENOW_PASSWORD: "any",
  });
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join());
  const { serviceNow, ...others } = parsed.settings;
  if (serviceNow === undefined) throw new Error("The settings describe a connection");
  const settings = { ...others, serviceNow };

  it("opens, so that alerts are taken in, and refuses every call with the reason", async () => {
    const clock = { nowMs: () => 0 };
    const { gateway, tokens } = await openGateway(settingsConnection(settings.serviceNow), settings, {
      store: memoryTokenStore(clock),
      states: memoryConnectionStates(),
      resolve: () => Promise.resolve("any"),
      clock,
    });
    const code = "CONNECTION_URL_REFUSED";
    await expect(gateway.probe(() => undefined)).rejects.toMatchObject({ code });
    const ref = { id: "0".repeat(32), number: "INC0010001" };
    await expect(gateway.find("incident", ref, () => undefined)).rejects.toMatchObject({ code });
    await expect(tokens.times()).rejects.toMatchObject({ code });
  });
});
