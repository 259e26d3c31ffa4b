import { describe, expect, it } from "vitest";

import { parseSettings, type Settings } from "../../../shared/config/settings.ts";

const storage = { BRIDGE_STORAGE: "UseDevelopmentStorage=true" };
const basic = {
  SERVICENOW_INSTANCE_URL: "https://contoso.service-now.com",
  SERVICENOW_GRANT: "basic",
  SERVICENOW_USERNAME: "azure.bridge",
  SERVICENOW_PASSWORD: "secret-password",
};
const oauth = {
  ...basic,
  SERVICENOW_GRANT: "password",
  SERVICENOW_CLIENT_ID: "client",
  SERVICENOW_CLIENT_SECRET: "secret-of-the-client",
};

type Environment = Parameters<typeof parseSettings>[0];

function settingsOf(environment: Environment): Settings {
  const parsed = parseSettings(environment);
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join("; "));
  return parsed.settings;
}

function problemsOf(environment: Environment): readonly string[] {
  const parsed = parseSettings(environment);
  return parsed.kind === "invalid" ? parsed.problems : [];
}

function without<T extends object>(environment: T, name: keyof T & string): Environment {
  return { ...environment, [name]: undefined };
}

const dayMs = 24 * 60 * 60 * 1000;

describe("settings", () => {
  it("need nothing but storage: the rest has defaults, and no connection is a configuration, too", () => {
    expect(settingsOf(storage)).toEqual({
      storage: { kind: "connectionString", connectionString: "UseDevelopmentStorage=true" },
      warnAfter: { waitingMs: 900_000, pausedMs: 900_000 },
      serviceNow: undefined,
      allowed: { hosts: [], audiences: [] },
      serviceNowConcurrency: 4,
      secrets: { keyVault: undefined, sealingKeys: [] },
      configFile: undefined,
      retention: {
        journalMs: 90 * dayMs,
        bodiesMs: 30 * dayMs,
        deadLettersMs: 180 * dayMs,
        waitingDeadLettersMs: 400 * dayMs,
        closedTicketsMs: 400 * dayMs,
        leftoversMs: 30 * dayMs,
      },
      timing: {
        requestTimeoutMs: 30_000,
        claimMs: 75_000,
        partnerWorkingMs: 90_000,
        putBackMs: 2_000,
        deadAfterMs: 30_000,
        trialMs: 120_000,
        retryDelaysMs: undefined,
        pauseWaitsMs: undefined,
        giveUpMs: 72 * 3_600_000,
      },
    });
  });

  it.each<[string, string, Partial<Settings> | { timing: Partial<Settings["timing"]> }]>([
    ["BRIDGE_CONFIG", "routes/prod.json", { configFile: "routes/prod.json" }],
    ["SERVICENOW_CONCURRENCY", "8", { serviceNowConcurrency: 8 }],
    ["SERVICENOW_TIMEOUT_SECONDS", "12.5", { timing: { requestTimeoutMs: 12_500 } }],
    ["BRIDGE_CLAIM_SECONDS", "120", { timing: { claimMs: 120_000 } }],
    ["BRIDGE_PARTNER_WORKING_SECONDS", "0", { timing: { partnerWorkingMs: 0 } }],
    ["BRIDGE_PUT_BACK_SECONDS", "5", { timing: { putBackMs: 5_000 } }],
    ["BRIDGE_DEAD_AFTER_SECONDS", "60", { timing: { deadAfterMs: 60_000 } }],
    ["BRIDGE_PAUSE_SECONDS", "2,4", { timing: { pauseWaitsMs: [2_000, 4_000] } }],
    ["BRIDGE_GIVE_UP_HOURS", "1", { timing: { giveUpMs: 3_600_000 } }],
    ["BRIDGE_RETRY_SECONDS", "5, 15,30.5", { timing: { retryDelaysMs: [5_000, 15_000, 30_500] } }],
  ])("%s=%s is taken over", (name, value, taken) => {
    expect(settingsOf({ ...storage, [name]: value })).toMatchObject(taken);
  });

  it.each([
    ["SERVICENOW_CONCURRENCY", "0"],
    ["SERVICENOW_CONCURRENCY", "33"],
    ["SERVICENOW_CONCURRENCY", "2.5"],
    ["SERVICENOW_CONCURRENCY", "many"],
    ["SERVICENOW_TIMEOUT_SECONDS", "0"],
    ["SERVICENOW_TIMEOUT_SECONDS", "61"],
    ["BRIDGE_CLAIM_SECONDS", "59"],
    ["BRIDGE_CLAIM_SECONDS", "3601"],
    ["BRIDGE_PARTNER_WORKING_SECONDS", "-1"],
    ["BRIDGE_PUT_BACK_SECONDS", "0.5"],
    ["BRIDGE_DEAD_AFTER_SECONDS", "0"],
    ["BRIDGE_RETRY_SECONDS", "5;15"],
    ["BRIDGE_RETRY_SECONDS", "5,,15"],
    ["BRIDGE_RETRY_SECONDS", "-5"],
  ])("%s=%s is refused by name", (name, value) => {
    const problems = problemsOf({ ...storage, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name}: `));
  });

  it("need a claim that outlives two requests", () => {
    const short = { ...storage, SERVICENOW_TIMEOUT_SECONDS: "40" };
    expect(problemsOf(short)).toEqual([
      "BRIDGE_CLAIM_SECONDS: must be at least twice SERVICENOW_TIMEOUT_SECONDS",
    ]);
    expect(problemsOf({ ...short, BRIDGE_CLAIM_SECONDS: "80" })).toEqual([]);
  });

  it("that are empty or blank are not set", () => {
    expect(
      settingsOf({ ...storage, SERVICENOW_USERNAME: "", SERVICENOW_PASSWORD: "  ", BRIDGE_CONFIG: "" }),
    ).toEqual(settingsOf(storage));
  });

  it("of others do not matter", () => {
    expect(settingsOf({ ...storage, PATH: "/bin", SERVICENOW_ELSE: "x" })).toEqual(settingsOf(storage));
  });
});

describe("the storage account", () => {
  const services = {
    BRIDGE_STORAGE__queueServiceUri: "https://fabrikam.queue.core.windows.net",
    BRIDGE_STORAGE__tableServiceUri: "https://fabrikam.table.core.windows.net",
    BRIDGE_STORAGE__blobServiceUri: "https://fabrikam.blob.core.windows.net",
  };
  const byIdentity = {
    kind: "identity",
    queueServiceUri: "https://fabrikam.queue.core.windows.net",
    tableServiceUri: "https://fabrikam.table.core.windows.net",
    blobServiceUri: "https://fabrikam.blob.core.windows.net",
  };

  it("is reached by the app's identity, by name or by its three addresses", () => {
    expect(settingsOf({ BRIDGE_STORAGE__accountName: "fabrikam" }).storage).toMatchObject(byIdentity);
    expect(settingsOf(services).storage).toMatchObject(byIdentity);
  });

  it.each<[string, Environment]>([
    ["nothing", {}],
    ["a blank connection string", { BRIDGE_STORAGE: " " }],
    ["two of three addresses", without(services, "BRIDGE_STORAGE__tableServiceUri")],
    ["an address that is none", { ...services, BRIDGE_STORAGE__blobServiceUri: "fabrikam" }],
  ])("is asked for if there is %s", (_what, environment) => {
    expect(problemsOf(environment)).toEqual([expect.stringMatching(/^BRIDGE_STORAGE: set /)]);
  });
});

describe("the connection to ServiceNow", () => {
  it("is made with a token or with the user's password, as the grant says", () => {
    const user = { userName: "azure.bridge", password: "secret-password" };
    expect(settingsOf({ ...storage, ...basic }).serviceNow).toEqual({
      instanceUrl: "https://contoso.service-now.com",
      allowedHosts: [],
      authentication: { kind: "basic", ...user },
      importSetTable: undefined,
    });
    expect(settingsOf({ ...storage, ...oauth }).serviceNow?.authentication).toEqual({
      kind: "password",
      ...user,
      clientId: "client",
      clientSecret: "secret-of-the-client",
    });
  });

  it("writes through a staging table, if one is named as ServiceNow names tables", () => {
    const table = (name: string) => ({ ...storage, ...basic, SERVICENOW_IMPORT_SET_TABLE: name });
    expect(settingsOf(table("x_contoso_alerts")).serviceNow?.importSetTable).toBe("x_contoso_alerts");
    expect(settingsOf(table(" ")).serviceNow?.importSetTable).toBeUndefined();
    expect(problemsOf(table("alerts?sysparm=1"))).toEqual([
      expect.stringMatching(/^SERVICENOW_IMPORT_SET_TABLE: must be a table's name/),
    ]);
  });

  it("may be to other hosts that somebody allows", () => {
    const hosts = { SERVICENOW_ALLOWED_HOSTS: " itsm.contoso.com, ,itsm.fabrikam.com" };
    expect(settingsOf({ ...storage, ...basic, ...hosts }).serviceNow?.allowedHosts).toEqual([
      "itsm.contoso.com",
      "itsm.fabrikam.com",
    ]);
  });

  const halves = [
    ...Object.keys(oauth).map((name) => ["password", name] as const),
    ...Object.keys(basic).map((name) => ["basic", name] as const),
  ];
  it.each(halves)("by %s is refused without %s, and that is named", (grant, name) => {
    const whole: Environment = { ...storage, ...(grant === "basic" ? basic : oauth) };
    const problems = problemsOf({ ...whole, [name]: undefined });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: `))]);
  });

  it.each(["clientCredentials", "authorizationCode", "entra", undefined])(
    "says where the grant %s has its place",
    (grant) => {
      const [problem, ...others] = problemsOf({ ...storage, ...basic, SERVICENOW_GRANT: grant });
      expect(problem).toMatch(
        /^SERVICENOW_GRANT: must be password or basic\..*bridge\.json.*connections add/,
      );
      expect(others).toEqual([]);
    },
  );

  it("says of what the grant needs that it is missing", () => {
    expect(problemsOf({ ...storage, ...without(oauth, "SERVICENOW_CLIENT_ID") })).toEqual([
      "SERVICENOW_CLIENT_ID: is missing; this grant needs it",
    ]);
  });

  it.each(Object.keys(oauth))("is asked for whole if only %s is set", (name) => {
    const value = oauth[name as keyof typeof oauth];
    expect(problemsOf({ ...storage, [name]: value })).not.toEqual([]);
  });

  it.each([
    ["SERVICENOW_INSTANCE_URL", "contoso"],
    ["SERVICENOW_GRANT", "kerberos"],
  ])("%s=%s is refused", (name, value) => {
    expect(problemsOf({ ...storage, ...oauth, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: `)),
    ]);
  });
});

describe("complaints about settings", () => {
  it("come all at once", () => {
    const problems = problemsOf({
      SERVICENOW_GRANT: "basic",
      BRIDGE_RETRY_SECONDS: "x",
      SERVICENOW_CONCURRENCY: "0",
    });
    expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual([
      "BRIDGE_RETRY_SECONDS",
      "BRIDGE_STORAGE",
      "SERVICENOW_CONCURRENCY",
      "SERVICENOW_INSTANCE_URL",
      "SERVICENOW_PASSWORD",
      "SERVICENOW_USERNAME",
    ]);
  });

  it("never repeat a value: some of them are secret, and may stand in the wrong place", () => {
    const secret = "s3cr3t-value";
    const names = [
      ...Object.keys(oauth),
      "SERVICENOW_TIMEOUT_SECONDS",
      "BRIDGE_RETRY_SECONDS",
      "BRIDGE_CLAIM_SECONDS",
    ];
    const everywhere = Object.fromEntries<string>(names.map((name) => [name, secret]));
    const uris = ["queue", "table", "blob"].map((service) => `BRIDGE_STORAGE__${service}ServiceUri`);
    const storageUris = Object.fromEntries<string>(uris.map((name) => [name, secret]));
    const problems = problemsOf({ ...everywhere, ...storageUris });
    expect(problems.length).toBeGreaterThan(3);
    expect(problems.join("\n")).not.toContain(secret);
  });
});
