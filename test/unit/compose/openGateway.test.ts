import { describe, expect, it } from "vitest";

import { openGateway } from "../../../shared/compose/openGateway.ts";
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
  const { settings } = parsed;

  it("opens, so that alerts are taken in, and refuses every call with the reason", async () => {
    const gateway = await openGateway(settings, { nowMs: () => 0 });
    const code = "CONNECTION_URL_REFUSED";
    await expect(gateway?.probe(() => undefined)).rejects.toMatchObject({ code });
    const ref = { id: "0".repeat(32), number: "INC0010001" };
    await expect(gateway?.find("incident", ref, () => undefined)).rejects.toMatchObject({ code });
  });
});
