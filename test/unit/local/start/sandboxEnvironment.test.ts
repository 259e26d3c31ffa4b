import { describe, expect, it } from "vitest";

import { sandboxEnvironment } from "../../../../local/start/sandboxEnvironment.ts";

const plan = { password: "choose-one", clientId: "7d3c", clientSecret: "not-one" };

describe("what npm start tells the sandbox", () => {
  it("lets a sign-in come back to the bridge, for the connection of the settings and for one called sandbox", () => {
    expect(sandboxEnvironment(plan, 7071)["SANDBOX_OAUTH_REDIRECT_URLS"]?.split(",")).toEqual([
      "http://127.0.0.1:7071/api/connections/servicenow/authorized",
      "http://127.0.0.1:7071/api/connections/sandbox/authorized",
    ]);
  });

  it("names no address where the port is any free one", () => {
    expect(sandboxEnvironment(plan, 0)).not.toHaveProperty("SANDBOX_OAUTH_REDIRECT_URLS");
  });
});
