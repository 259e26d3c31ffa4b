import { describe, expect, it } from "vitest";

import type { CheckReport } from "../../shared/connections/checks/checkReport.ts";
import { aTerminal } from "../integration/cli/runBridge.ts";
import { useWorld } from "../support/world/useWorld.ts";

const integrationUser = "bridge.integration";

describe("connections check, through the functions host", () => {
  const world = useWorld({
    config: {
      routes: [{ name: "default" }],
      connections: [
        {
          name: "fabrikam",
          instanceUrl: "http://127.0.0.1:9",
          grant: {
            kind: "clientCredentials",
            clientId: "fabrikam-client",
            clientSecret: "env:NOBODY_SET_IT",
          },
        },
      ],
    },
  });
  const terminal = (...args: readonly string[]) => aTerminal({ BRIDGE_URL: world().bridgeUrl })(args);
  const checked = async (name: string) => {
    const { code, out } = await terminal("connections", "check", name, "--json");
    return { code, report: JSON.parse(out) as CheckReport };
  };

  it("finds nothing wrong with a connection that works, writes nothing, and ends with 0", async () => {
    const { code, out } = await terminal("connections", "check", "servicenow");

    expect(code).toBe(0);
    expect(out).toMatch(/^servicenow {2}http:\/\/127\.0\.0\.1:\d+$/m);
    expect(out).toMatch(/^The way to the instance$/m);
    expect(out).toMatch(/^ {2}✓ It is awake/m);
    expect(out).toMatch(/^ {2}✓ Secrets are there .*the setting SERVICENOW_CLIENT_SECRET/m);
    expect(out).toMatch(/^ {2}✓ It is the integration user +bridge\.integration$/m);
    expect(out).toMatch(/^Nothing failed, .* \d+\.\d s, \d+ calls$/m);
    expect(world().sandbox.records("incident")).toEqual([]);
  });

  it("gives the same to a program, with ids that stay and nothing secret", async () => {
    const { code, report } = await checked("servicenow");

    expect(code).toBe(0);
    expect(report).toMatchObject({ connection: "servicenow", counts: { failed: 0 } });
    expect(report.checks.length).toBeGreaterThanOrEqual(25);
    expect(report.checks.find(({ id }) => id === "write-incident")).toMatchObject({ status: "ok" });
    expect(JSON.stringify(report)).not.toMatch(/Contoso-integration-1|contoso-client-secret/);
  });

  it("ends with 1 where a role has been taken away, and says which, why and what to do", async () => {
    const { sandbox } = world();
    sandbox.changeUser(integrationUser, { roles: ["sn_incident_read"] });
    const { code, out } = await terminal("connections", "check", "servicenow");
    const { code: jsonCode, report } = await checked("servicenow");

    expect([code, jsonCode]).toEqual([1, 1]);
    expect(out).toMatch(/^ {2}✗ itil +itil is not held, and needed for/m);
    expect(out).toMatch(
      /^ {2}✗ Incidents .*\n {4}code +SERVICENOW_ROLE_MISSING\n {4}why +\S.*\n {4}what to do +Give the integration user the role itil or sn_incident_write\.$/m,
    );
    expect(out).toMatch(/^\d failed, /m);
    expect(report.status).toBe("failed");
    const failed = report.checks.filter(({ status }) => status === "failed").map(({ id }) => id);
    expect(failed).toEqual(expect.arrayContaining(["role-itil", "write-incident"]));

    sandbox.changeUser(integrationUser, { roles: ["itil"] });
    expect((await checked("servicenow")).code).toBe(0);
  });

  it("looks for the secrets where the connection says that they are, also where nothing can be reached", async () => {
    const { code, report } = await checked("fabrikam");

    expect(code).toBe(1);
    const of = (wanted: string) => report.checks.find(({ id }) => id === wanted);
    expect(of("secrets")).toMatchObject({
      status: "failed",
      code: "SECRET_MISSING",
      detail: "client secret: The setting NOBODY_SET_IT is not set, or is empty",
    });
    expect(of("port-open")).toMatchObject({ status: "failed", code: "SERVICENOW_UNREACHABLE" });
    expect(of("token")).toMatchObject({ status: "skipped" });
  });

  it("with --write makes one incident that may be ignored and resolves it; without a yes it makes none", async () => {
    const { bridge, sandbox } = world();
    const unasked = await terminal("connections", "check", "servicenow", "--write");
    expect(unasked.code).toBe(2);
    expect(unasked.err).toContain("makes one incident there");
    expect(unasked.err).toContain("Add --yes.");
    expect(sandbox.records("incident")).toEqual([]);

    const { code, out } = await terminal("connections", "check", "servicenow", "--write", "--yes");
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}✓ An incident, tried/m);
    expect(sandbox.records("incident")).toMatchObject([
      { state: "6", short_description: expect.stringContaining("may be ignored") as string },
    ]);
    const { body } = await bridge.get<{ entries: readonly object[] }>("/api/audit");
    expect(JSON.stringify(body)).toContain('"connection.triedByWriting"');
  });

  it("says with its code that there is no such connection", async () => {
    const { code, err } = await terminal("connections", "check", "nobody");

    expect(code).toBe(1);
    expect(err).toContain("CONNECTION_MISSING");
  });
});
