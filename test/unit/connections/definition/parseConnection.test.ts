import { describe, expect, it } from "vitest";

import type { ConnectionDefinition } from "../../../../shared/connections/definition/connectionSchema.ts";
import { describeConnection } from "../../../../shared/connections/definition/describeConnection.ts";
import { parseConnection } from "../../../../shared/connections/definition/parseConnection.ts";
import { aConnection, aDefinition } from "../../../support/builders/connections.ts";

const surroundings = { source: "stored", allowedHosts: [] } as const;

function problemsOf(document: unknown): readonly string[] {
  const parsed = parseConnection(document, surroundings);
  return parsed.kind === "invalid" ? parsed.problems : [];
}

describe("a connection's description", () => {
  it("needs a name, an address and a grant; the rest has defaults", () => {
    expect(aConnection()).toEqual({
      name: "contoso",
      partner: "servicenow",
      instanceUrl: "https://contoso.service-now.com",
      allowedHosts: [],
      grant: {
        kind: "clientCredentials",
        clientId: "7d3c",
        clientSecret: { from: "store", name: "contoso--client-secret" },
      },
      integrationUser: null,
      synchronise: ["incident"],
      daysBack: 30,
      createMissingCi: false,
      ticketStates: {},
      importSetTable: null,
      refreshTokenLifespanMs: 7_776_000_000,
      endsUtc: { clientSecret: null, certificate: null, password: null },
      source: "stored",
    });
  });

  it("gives an address as everybody writes it: without a slash at its end, in small letters", () => {
    expect(aConnection({ instanceUrl: " https://Contoso.Service-Now.com/ " }).instanceUrl).toBe(
      "https://contoso.service-now.com",
    );
  });

  it("allows what the operator allows beside ServiceNow's own domains", () => {
    const definition = { instanceUrl: "https://itsm.fabrikam.com" };
    expect(aConnection(definition, { allowedHosts: ["itsm.fabrikam.com"] }).instanceUrl).toBe(
      "https://itsm.fabrikam.com",
    );
    expect(problemsOf(aDefinition(definition))).toEqual([expect.stringContaining("BRIDGE_ALLOWED_HOSTS")]);
  });

  it("takes a day's beginning for the end of what ends on it", () => {
    const { endsUtc } = aConnection({
      endsUtc: { clientSecret: "2027-01-31", certificate: "2027-02-01T12:00:00+01:00" },
    });
    expect(endsUtc).toEqual({
      clientSecret: "2027-01-31T00:00:00.000Z",
      certificate: "2027-02-01T11:00:00.000Z",
      password: null,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["no name", { name: undefined }, "name: "],
    ["a name with a space", { name: "con toso" }, "name: must be 1 to 63 letters, digits, - or _"],
    ["another partner", { partner: "cherwell" }, "partner: must be servicenow"],
    ["no address", { instanceUrl: undefined }, "instanceUrl: is missing"],
    [
      "plain http",
      { instanceUrl: "http://contoso.service-now.com" },
      "instanceUrl: it does not begin with https://",
    ],
    [
      "the company's own domain",
      { instanceUrl: "https://contoso.servicenow.com" },
      "with a hyphen (contoso.service-now.com)",
    ],
    [
      "a page's address",
      { instanceUrl: "https://contoso.service-now.com/nav_to.do" },
      "only the host is expected",
    ],
    [
      "a grant that nobody knows",
      { grant: { kind: "apiKey" } },
      "grant.kind: kind must be one of authorizationCode, password",
    ],
    ["no client id", { grant: { kind: "clientCredentials" } }, "grant.clientId: "],
    [
      "half of a JWT grant",
      { grant: { kind: "jwtBearer", clientId: "7d3c", subject: "s" } },
      "grant.keyId: is missing",
    ],
    [
      "a managed identity and an application at once",
      {
        grant: {
          kind: "entra",
          audience: "api://itsm",
          managedIdentityClientId: "6f1d2c3b-1111-4222-8333-444455556666",
          application: {
            tenantId: "6f1d2c3b-1111-4222-8333-444455556666",
            clientId: "6f1d2c3b-1111-4222-8333-444455556666",
          },
        },
      },
      "exclude each other",
    ],
    ["too many days back", { daysBack: 121 }, "daysBack: must be at most 120 days"],
    ["half a day back", { daysBack: 1.5 }, "daysBack: must be a whole number of days"],
    ["nothing to synchronise", { synchronise: [] }, "synchronise: must name at least one of"],
    ["the same twice", { synchronise: ["incident", "incident"] }, "synchronise: names one twice"],
    ["a kind that nobody knows", { synchronise: ["problem"] }, "synchronise[0]: "],
    ["a state that no ticket has", { ticketStates: { open: "Offen" } }, "ticketStates"],
    ["a state without a name", { ticketStates: { new: " " } }, "ticketStates.new: "],
    [
      "a lifespan in words",
      { refreshTokenLifespanSeconds: "90 days" },
      "refreshTokenLifespanSeconds: must be a whole number of seconds",
    ],
    [
      "a day that is none",
      { endsUtc: { clientSecret: "2027-02-30" } },
      "endsUtc.clientSecret: there is no such day",
    ],
    [
      "a date in another order",
      { endsUtc: { password: "31.01.2027" } },
      "endsUtc.password: must be a date such as 2027-01-31",
    ],
    ["a misspelt field", { dayBack: 3 }, "dayBack"],
    ["a host that allows itself", { allowedHosts: ["evil.example"] }, "allowedHosts"],
  ])("is refused with %s", (_what, change, complaint) => {
    const problems = problemsOf({ ...aDefinition(), ...change });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(complaint);
  });

  it("is told everything that is wrong at once", () => {
    const problems = problemsOf({
      name: "",
      instanceUrl: "contoso",
      daysBack: 500,
      grant: { kind: "basic" },
    });
    expect(problems.map((one) => one.split(":")[0])).toEqual([
      "name",
      "grant.userName",
      "daysBack",
      "instanceUrl",
    ]);
  });

  it("does not take a name that no secret store can have", () => {
    const grant = { kind: "clientCredentials", clientId: "7d3c", clientSecret: "store:my_secret" } as const;
    expect(problemsOf(aDefinition({ grant }))).toEqual([
      expect.stringContaining("store:NAME (in the secret store: letters, digits and hyphens)"),
    ]);
  });

  it("does not take a secret where its place is meant, and does not repeat it", () => {
    const secret = "Xy7-very-secret";
    const problems = problemsOf(
      aDefinition({ grant: { kind: "clientCredentials", clientId: "7d3c", clientSecret: secret } }),
    );
    expect(problems).toEqual([expect.stringContaining("grant.clientSecret: must say where the secret is")]);
    expect(problems.join()).not.toContain(secret);
  });

  it.each<[string, ConnectionDefinition["grant"]]>([
    ["authorizationCode", { kind: "authorizationCode", clientId: "7d3c" }],
    [
      "authorizationCode of a public client",
      { kind: "authorizationCode", clientId: "7d3c", clientSecret: null },
    ],
    ["password", { kind: "password", clientId: "7d3c", clientSecret: "env:CONTOSO_SECRET" }],
    ["password that renews itself", { kind: "password", clientId: "7d3c", user: { userName: "bridge" } }],
    [
      "clientCredentials",
      { kind: "clientCredentials", clientId: "7d3c", clientSecret: "store:shared-secret" },
    ],
    ["jwtBearer", { kind: "jwtBearer", clientId: "7d3c", keyId: "k1", subject: "a".repeat(32) }],
    ["entra with a managed identity", { kind: "entra", audience: "api://itsm" }],
    [
      "entra with an application",
      {
        kind: "entra",
        audience: "api://itsm",
        application: {
          tenantId: "6f1d2c3b-1111-4222-8333-444455556666",
          clientId: "7f1d2c3b-1111-4222-8333-444455556666",
        },
      },
    ],
    ["basic", { kind: "basic", userName: "bridge.integration" }],
  ])("is the same connection after it was shown and read again: %s", (_kind, grant) => {
    const connection = aConnection({
      grant,
      integrationUser: "bridge.integration",
      ticketStates: { new: "Neu" },
      importSetTable: "x_contoso_incident",
      endsUtc: { password: "2027-01-31" },
    });
    expect(parseConnection(describeConnection(connection), surroundings)).toEqual({
      kind: "valid",
      connection,
    });
  });
});
