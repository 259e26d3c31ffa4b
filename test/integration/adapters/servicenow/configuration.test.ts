import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  type ServiceNowSandbox,
  startServiceNowSandbox,
} from "../../../../local/servicenow/startServiceNowSandbox.ts";
import {
  type ServiceNowGateway,
  serviceNowGateway,
} from "../../../../shared/adapters/servicenow/serviceNowGateway.ts";
import { authorizedBy } from "../../../support/builders/authorizers.ts";

const userName = "bridge.integration";
const password = "Contoso-integration-1";
const unobserved = () => undefined;

let sandbox: ServiceNowSandbox;
let gateway: ServiceNowGateway;

beforeAll(async () => {
  sandbox = await startServiceNowSandbox({ integrationPassword: password });
  const clock = { nowMs: Date.now };
  const instanceUrl = sandbox.url;
  gateway = serviceNowGateway({
    instanceUrl,
    ...authorizedBy({ kind: "basic", userName, password }, { instanceUrl, clock }),
    clock,
    clientId: "contoso-client",
  });
});
beforeEach(() => {
  sandbox.reset();
  sandbox.changeUser(userName, { password, roles: ["itil"] });
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

describe("reading what an instance is configured with", () => {
  it("names active templates by table", async () => {
    expect(await gateway.configuration.templates(unobserved)).toEqual([
      { table: "change_request", name: "Reboot a server" },
      { table: "em_alert", name: "Azure alert" },
      { table: "em_event", name: "Azure event" },
      { table: "incident", name: "Monitoring incident" },
      { table: "incident", name: "Network outage" },
    ]);
  });

  it("counts choices, those of the extended table where there are none of its own, and names what has none", async () => {
    const { counts, missing, closeCodes } = await gateway.configuration.choices(["incident"], unobserved);
    expect(counts).toEqual({
      "incident.state": 6,
      "incident.impact": 3,
      "incident.urgency": 3,
      "incident.category": 5,
      "incident.close_code": 10,
    });
    expect(missing).toEqual([]);
    // Retired values are no values.
    expect(closeCodes).toContain("Solution provided");
    expect(closeCodes).not.toContain("Solved (Permanently)");
  });

  it("reads how long the client's refresh tokens live, where this user may, and says nothing where not", async () => {
    sandbox.oauth.client("other", { refreshTokenLifespanSeconds: 60 });
    sandbox.oauth.client("contoso-client", { refreshTokenLifespanSeconds: 2_592_000 });
    const read = () => gateway.configuration.refreshTokenLifespanMs(unobserved);
    expect(await read()).toBeUndefined();
    sandbox.setProperty("sandbox.acl.granted", "oauth_entity.read");
    expect(await read()).toBe(2_592_000_000);
    sandbox.setProperty("sandbox.acl.cross_scope_denied", "oauth_entity");
    expect(await read()).toBeUndefined();
  });

  it("counts groups", async () => {
    const { length } = sandbox.records("sys_user_group");
    expect(await gateway.configuration.groups(unobserved)).toBe(length);
    expect(length).toBeGreaterThan(0);
  });

  it("knows that rows which are there and not shown are refused without a word", async () => {
    sandbox.changeUser(userName, { roles: ["snc_platform_rest_api_access"] });
    await expect(gateway.configuration.templates(unobserved)).rejects.toMatchObject({
      code: "CONNECTION_CONFIGURATION_UNREADABLE",
      detail: expect.stringMatching(/^sys_template has 5 rows/) as string,
    });
  });
});
