import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  startServiceNowSandbox,
  type ServiceNowSandbox,
} from "../../../../local/servicenow/startServiceNowSandbox.ts";
import {
  serviceNowGateway,
  type ServiceNowOptions,
} from "../../../../shared/adapters/servicenow/serviceNowGateway.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import type { PartnerCall } from "../../../../shared/journal/journal.ts";
import { workItemGatewayContract } from "../../../support/contracts/workItemGatewayContract.ts";
import type { ServiceNowAuthentication } from "../../../../shared/config/connectionSettings.ts";
import { authorizedBy } from "../../../support/builders/authorizers.ts";
import { aDraft, correlationId } from "../../../unit/adapters/servicenow/builders.ts";

const userName = "bridge.integration";
const password = "Contoso-integration-1";
const client = { id: "contoso-client", secret: "contoso-client-secret" };
const basic: ServiceNowAuthentication = { kind: "basic", userName, password };
const oauth: ServiceNowAuthentication = {
  kind: "password",
  clientId: client.id,
  clientSecret: client.secret,
  userName,
  password,
};
const note = { text: "Fired again", mark: "0a1b2c" };
const stagingTable = "x_mioms_microsoft_oms_incident";

let sandbox: ServiceNowSandbox;
let open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  sandbox = await startServiceNowSandbox({
    integrationPassword: password,
    oauthClient: client,
    startUtc: "2026-03-01T12:00:00Z",
  });
});
beforeEach(() => {
  sandbox.reset();
  sandbox.changeUser(userName, { password });
});
afterAll(async () => {
  await Promise.all(open.map((gateway) => gateway.close()));
  open = [];
  await sandbox.close();
});

function aGateway({
  authentication = basic,
  clock = sandbox.clock,
  ...options
}: Partial<ServiceNowOptions> & { readonly authentication?: ServiceNowAuthentication } = {}) {
  const gateway = serviceNowGateway({
    instanceUrl: sandbox.url,
    ...authorizedBy(authentication, { instanceUrl: sandbox.url, clock }),
    clock,
    requestTimeoutMs: 5_000,
    ...options,
  });
  open.push(gateway);
  const calls: PartnerCall[] = [];
  const recordsOf = (table: string) => sandbox.records(table);
  return { gateway, calls, recordsOf, observe: (call: PartnerCall) => void calls.push(call) };
}

async function errorOf(promise: Promise<unknown>): Promise<BridgeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BridgeError)) throw new Error(`no BridgeError: ${String(error)}`);
  return error;
}

const incidents = () => sandbox.records("incident").filter((row) => row["correlation_id"] === correlationId);

workItemGatewayContract("the Table API, over Basic", () => aGateway({ authentication: basic }));
workItemGatewayContract("the Table API, over OAuth", () => aGateway({ authentication: oauth }));
workItemGatewayContract("import sets", () => aGateway({ importSetTable: stagingTable }));

const unheard = () => undefined;

describe("what the instance makes of a record", () => {
  it("is reported where it differs", async () => {
    const { gateway, observe } = aGateway();
    const { drift } = await gateway.create(
      aDraft({ category: "clouds", shortDescription: "x".repeat(200), callerId: "nobody.known" }),
      undefined,
      observe,
    );
    expect(drift.map(({ field }) => field)).toEqual(["short_description", "category", "caller_id"]);
  });

  it("is put right with the route's fallbacks, once and with a note", async () => {
    const { gateway, calls, observe } = aGateway();
    const fallbacks = { category: "software", contactType: "monitoring", subcategory: "os" };
    const { seen, drift } = await gateway.create(
      aDraft({ category: "clouds", contactType: "pigeon", fallbacks }),
      note,
      observe,
    );
    expect(drift).toEqual([
      {
        field: "category",
        sent: "clouds",
        stored: "inquiry",
        code: "SERVICENOW_VALUE_DROPPED",
        instead: "software",
      },
      {
        field: "contact_type",
        sent: "pigeon",
        stored: "phone",
        code: "SERVICENOW_VALUE_DROPPED",
        instead: "monitoring",
      },
    ]);
    expect(incidents()).toMatchObject([{ category: "software", contact_type: "monitoring" }]);
    expect(incidents()[0]).not.toHaveProperty("subcategory");
    expect(calls.map(({ method }) => method)).toEqual(["POST", "PATCH"]);
    const notes = sandbox.records("sys_journal_field").map((row) => row["value"]);
    expect(notes).toHaveLength(2);
    expect(notes[1]).toContain(
      "ServiceNow did not store the category “clouds”; the route's fallback is “software”.",
    );
    expect(await gateway.find("incident", seen.ref, observe)).toEqual({ kind: "found", seen });
  });

  it.each([
    ["is not known either", { category: "weather" }],
    ["is the same", { category: "clouds" }],
    ["is another field's", { contactType: "email" }],
  ])("stays as it is if the fallback %s", async (_what, fallbacks) => {
    const { gateway, observe } = aGateway();
    const { drift } = await gateway.create(aDraft({ category: "clouds", fallbacks }), undefined, observe);
    expect(drift).toEqual([
      { field: "category", sent: "clouds", stored: "inquiry", code: "SERVICENOW_VALUE_DROPPED" },
    ]);
    expect(incidents()).toMatchObject([{ category: "inquiry" }]);
  });

  it("stays as it is if the fallback cannot be written; the incident is there all the same", async () => {
    const { gateway, observe } = aGateway();
    sandbox.faults.set({ kind: "aclDenied", match: { method: "PATCH" } });
    const fallbacks = { category: "software" };
    const { seen, drift } = await gateway.create(
      aDraft({ category: "clouds", fallbacks }),
      undefined,
      observe,
    );
    expect(seen).toMatchObject({ correlationId, state: "open" });
    expect(drift).toMatchObject([{ field: "category", stored: "inquiry" }]);
    expect(drift[0]).not.toHaveProperty("instead");
  });

  it("is cut with a mark from the second time on where the dictionary can be read", async () => {
    sandbox.setProperty("sandbox.dictionary.lengths", "incident.description=1000");
    sandbox.changeUser(userName, { roles: ["itil", "personalize_dictionary"] });
    const { gateway, calls, observe } = aGateway();
    for (const suffix of ["", "-2", "-3"]) {
      const draft = aDraft({ correlationId: `${correlationId}${suffix}`, description: "x".repeat(3_000) });
      await gateway.create(draft, undefined, observe);
    }
    const stored = sandbox.records("incident").map((row) => row["description"] ?? "");
    expect(stored.map((text) => text.endsWith("\n… (cut)"))).toEqual([false, true, true]);
    expect(calls.filter(({ path }) => path.includes("sys_dictionary"))).toHaveLength(1);
  });

  it("is cut with a mark once the instance has shown twice how long a text may be", async () => {
    sandbox.setProperty("sandbox.dictionary.lengths", "incident.description=1000");
    const { gateway, observe } = aGateway();
    const description = "x".repeat(3_000);
    for (const suffix of ["", "-2", "-3"]) {
      const draft = aDraft({ correlationId: `${correlationId}${suffix}`, description });
      const { drift } = await gateway.create(draft, undefined, observe);
      expect(drift).toMatchObject([{ field: "description", code: "SERVICENOW_TEXT_CUT" }]);
    }
    const stored = sandbox.records("incident").map((row) => row["description"] ?? "");
    expect(stored.map(({ length }) => length)).toEqual([1_000, 1_000, 1_000]);
    expect(stored.map((text) => text.endsWith("\n… (cut)"))).toEqual([false, false, true]);
  });

  it("shows hostile text as text", async () => {
    const { gateway, observe } = aGateway();
    const text = "[code]<b>x</b>[/code] [atb:m9]";
    const { seen } = await gateway.create(aDraft({ description: text }), { text, mark: "m1" }, observe);
    expect(JSON.stringify(sandbox.records("sys_journal_field"))).not.toMatch(/\[\/?code\]/);
    expect(await gateway.hasNote("incident", seen.ref, "m1", observe)).toBe("there");
    expect(await gateway.hasNote("incident", seen.ref, "m9", observe)).toBe("absent");
  });

  it("is read from the journal's table, too, where that may be read", async () => {
    sandbox.setProperty("sandbox.acl.sys_journal_field.read_roles", "itil");
    const { gateway, observe } = aGateway();
    const first = await gateway.create(aDraft(), note, observe);
    const second = await gateway.create(aDraft(), undefined, observe);
    expect(await gateway.hasNote("incident", first.seen.ref, note.mark, observe)).toBe("there");
    expect(await gateway.hasNote("incident", second.seen.ref, note.mark, observe)).toBe("absent");
  });
});

describe("what is not there", () => {
  const gone = { id: "0123456789abcdef0123456789abcdef", number: "INC0099999" };

  it("is proven absent for a user who sees incidents", async () => {
    const { gateway, observe } = aGateway();
    const absent = { kind: "absent", isReadingProven: true };
    expect(await gateway.find("incident", gone, observe)).toEqual(absent);
    expect(await gateway.findByCorrelationId("incident", correlationId, observe)).toEqual(absent);
  });

  it("is proven nothing for a user who sees none", async () => {
    const seen = await aGateway().gateway.create(aDraft(), undefined, () => undefined);
    sandbox.changeUser(userName, { roles: [] });
    const { gateway, observe } = aGateway();
    const absent = { kind: "absent", isReadingProven: false };
    expect(await gateway.find("incident", seen.seen.ref, observe)).toEqual(absent);
    expect(await gateway.findByCorrelationId("incident", correlationId, observe)).toEqual(absent);
    expect(await gateway.hasNote("incident", seen.seen.ref, "m", observe)).toBe("unreadable");
  });
});

describe("a fault of the instance", () => {
  it.each([
    ["rateLimit", "SERVICENOW_RATE_LIMITED", false, 0],
    ["semaphore", "SERVICENOW_BUSY", false, 0],
    ["scopeMissing", "SERVICENOW_API_SCOPE_MISSING", false, 0],
    ["webAccessDenied", "SERVICENOW_WEB_ACCESS_DENIED", false, 0],
    ["tableSecurity", "SERVICENOW_ACL_DENIED", false, 0],
    ["queryDenied", "SERVICENOW_QUERY_DENIED", false, 0],
    ["invalidTable", "SERVICENOW_TABLE_INVALID", false, 0],
    ["recordMissing", "SERVICENOW_RECORD_NOT_FOUND", false, 0],
    ["tooLarge", "SERVICENOW_REQUEST_TOO_LARGE", false, 0],
    ["malformed", "SERVICENOW_BODY_UNREADABLE", false, 0],
    ["unknownUri", "SERVICENOW_API_NOT_FOUND", false, 0],
    ["methodNotAllowed", "SERVICENOW_METHOD_REFUSED", false, 0],
    ["notAcceptable", "SERVICENOW_REQUEST_INVALID", false, 0],
    ["contentType", "SERVICENOW_REQUEST_INVALID", false, 0],
    ["requestTimeout", "SERVICENOW_TIMEOUT", true, 0],
    ["scriptError", "SERVICENOW_SCRIPT_ERROR", true, 0],
    ["commitThenScriptError", "SERVICENOW_SCRIPT_ERROR", true, 1],
    ["serverError", "SERVICENOW_SERVER_ERROR", true, 0],
    ["restarting", "SERVICENOW_UNAVAILABLE", true, 0],
    ["gatewayTimeout", "SERVICENOW_UNAVAILABLE", true, 0],
    ["loginRedirect", "SERVICENOW_LOGIN_PAGE", true, 0],
    ["maintenancePage", "SERVICENOW_MAINTENANCE", true, 0],
    ["strangePage", "SERVICENOW_REPLY_NOT_JSON", true, 0],
    ["redirected", "SERVICENOW_REDIRECTED", true, 0],
    ["hugeReply", "SERVICENOW_REPLY_TOO_LARGE", true, 1],
    ["proxyDenied", "SERVICENOW_PROXY_DENIED", false, 0],
    ["policyDenied", "SERVICENOW_UNEXPECTED_RESPONSE", false, 0],
    ["emptyReply", "SERVICENOW_REPLY_CUT", true, 1],
    ["noResult", "SERVICENOW_UNEXPECTED_RESPONSE", true, 1],
    ["unavailable", "SERVICENOW_UNAVAILABLE", true, 0],
    ["badGateway", "SERVICENOW_INSTANCE_RECLAIMED", true, 0],
    ["hibernating", "SERVICENOW_HIBERNATING", false, 0],
    ["loginPage", "SERVICENOW_LOGIN_PAGE", true, 0],
    ["aclDenied", "SERVICENOW_ACL_DENIED", false, 0],
    ["unscopedApi", "SERVICENOW_API_SCOPE_MISSING", false, 0],
    ["apiAcl", "SERVICENOW_API_ACL_DENIED", false, 0],
    ["ipDenied", "SERVICENOW_IP_DENIED", false, 0],
    ["businessRuleAbort", "SERVICENOW_BUSINESS_RULE_ABORTED", false, 0],
    ["dataPolicy", "SERVICENOW_DATA_POLICY", false, 0],
    ["transactionCancelled", "SERVICENOW_TRANSACTION_CANCELLED", true, 0],
    ["truncatedReply", "SERVICENOW_REPLY_CUT", true, 1],
    ["partialResult", "SERVICENOW_TRANSACTION_CANCELLED", true, 1],
    ["commitThenError", "SERVICENOW_TRANSACTION_CANCELLED", true, 1],
    ["commitThenDrop", "SERVICENOW_CONNECTION_LOST", true, 1],
    ["cutConnection", "SERVICENOW_CONNECTION_LOST", true, 1],
    ["reset", "SERVICENOW_CONNECTION_LOST", true, 0],
  ] as const)(
    "%s is %s; it may have happened: %s; stored: %s",
    async (kind, code, mayHaveHappened, stored) => {
      const { gateway, calls, observe } = aGateway();
      sandbox.faults.set({ kind, times: 1, match: { method: "POST", pathContains: "/table/incident" } });

      const error = await errorOf(gateway.create(aDraft(), undefined, observe));

      expect(error).toMatchObject({ code, mayHaveHappened });
      expect(calls).toMatchObject([{ method: "POST", code }]);
      expect(incidents()).toHaveLength(stored);
      // What was stored is found again, whatever the answer said.
      const lookup = await gateway.findByCorrelationId("incident", correlationId, observe);
      expect(lookup.kind).toBe(stored === 1 ? "found" : "absent");
    },
  );

  it.each([
    ["aclDenied", "SERVICENOW_ACL_DENIED"],
    ["dataPolicy", "SERVICENOW_DATA_POLICY"],
    ["businessRuleAbort", "SERVICENOW_BUSINESS_RULE_ABORTED"],
    ["apiAcl", "SERVICENOW_API_ACL_DENIED"],
    ["invalidTable", "SERVICENOW_TABLE_INVALID"],
    ["recordMissing", "SERVICENOW_RECORD_NOT_FOUND"],
    ["malformed", "SERVICENOW_BODY_UNREADABLE"],
    ["transactionCancelled", "SERVICENOW_TRANSACTION_CANCELLED"],
  ] as const)("that is said in French is the same: %s", async (kind, code) => {
    sandbox.setProperty("glide.sys.language", "fr");
    const { gateway, observe } = aGateway();
    sandbox.faults.set({ kind, times: 1, fields: ["Appelant"], match: { method: "POST" } });
    const error = await errorOf(gateway.create(aDraft(), undefined, observe));
    expect(error.code).toBe(code);
    if (kind === "dataPolicy") expect(error.detail).toBe("Mandatory fields are missing: Appelant");
  });

  it("that takes too long may have happened, and is found", async () => {
    const { gateway, observe } = aGateway({ requestTimeoutMs: 300 });
    sandbox.faults.set({ kind: "commitSlow", times: 1, delayMs: 60_000, match: { method: "POST" } });

    const error = await errorOf(gateway.create(aDraft(), undefined, observe));
    expect(error).toMatchObject({ code: "SERVICENOW_TIMEOUT", mayHaveHappened: true });
    expect((await gateway.findByCorrelationId("incident", correlationId, observe)).kind).toBe("found");
  });

  it("that asks for a one-time password says so", async () => {
    const { gateway, observe } = aGateway();
    sandbox.faults.set({ kind: "mfaRequired", times: 1 });
    expect(await errorOf(gateway.create(aDraft(), undefined, observe))).toMatchObject({
      code: "SERVICENOW_MFA_REQUIRED",
      detail: "401: a one-time password is asked for",
      mayHaveHappened: false,
    });
  });

  it("that limits the rate says how long to wait", async () => {
    const { gateway, observe } = aGateway();
    sandbox.faults.set({ kind: "rateLimit", times: 1, retryAfterSeconds: 90 });
    expect((await errorOf(gateway.create(aDraft(), undefined, observe))).retryAfterMs).toBe(90_000);
  });

  it("that misses fields names them", async () => {
    const { gateway, observe } = aGateway();
    sandbox.faults.set({ kind: "dataPolicy", times: 1, fields: ["Caller", "Service"] });
    const error = await errorOf(gateway.create(aDraft(), undefined, observe));
    expect(error.detail).toBe("Mandatory fields are missing: Caller, Service");
  });

  it("is seen by the probe", async () => {
    const { gateway } = aGateway();
    expect(await gateway.probe(unheard)).toHaveProperty("buildName");
    sandbox.faults.set({ kind: "hibernating", times: 1 });
    await expect(gateway.probe(unheard)).rejects.toMatchObject({ code: "SERVICENOW_HIBERNATING" });
  });
});

describe("credentials", () => {
  // When they may be tried again is for the pacing to say, which is asked before each call.
  it("that are wrong are tried once by all that go at the same moment, and do not lock the account", async () => {
    const { gateway, observe } = aGateway({ authentication: { ...basic, password: "wrong" } });
    const errors = await Promise.all(
      Array.from({ length: 4 }, () => errorOf(gateway.create(aDraft(), undefined, observe))),
    );
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["SERVICENOW_CREDENTIALS_REJECTED"]));
    expect(sandbox.stats().total).toBe(1);

    const right = aGateway();
    expect(await right.gateway.probe(unheard)).toHaveProperty("buildName");
  });

  it.each([
    ["invalidClient", "SERVICENOW_CLIENT_REJECTED"],
    ["invalidGrant", "SERVICENOW_GRANT_REJECTED"],
    ["unsupportedGrant", "SERVICENOW_GRANT_NOT_ALLOWED"],
    ["tokenMissing", "SERVICENOW_TOKEN_REPLY_INVALID"],
    ["unauthorized", "SERVICENOW_TOKEN_NOT_ACCEPTED"],
  ] as const)("of OAuth are refused in many ways: %s is %s", async (kind, code) => {
    const { gateway, observe } = aGateway({ authentication: oauth });
    sandbox.faults.set({ kind });
    expect(await errorOf(gateway.create(aDraft(), undefined, observe))).toMatchObject({ code });
  });

  it("of OAuth that are wrong give no token", async () => {
    const { gateway, observe } = aGateway({ authentication: { ...oauth, clientSecret: "wrong" } });
    const error = await errorOf(gateway.create(aDraft(), undefined, observe));
    expect(error).toMatchObject({ code: "SERVICENOW_TOKEN_REFUSED", mayHaveHappened: false });
  });

  it("go on when the access token ends, once for twenty calls", async () => {
    const { gateway, calls, observe } = aGateway({ authentication: oauth });
    await gateway.create(aDraft(), undefined, observe);
    calls.length = 0;

    sandbox.clock.advanceMs(30 * 60_000);
    await Promise.all(Array.from({ length: 20 }, () => gateway.create(aDraft(), undefined, observe)));

    expect(calls.filter(({ path }) => path === "/oauth_token.do")).toHaveLength(1);
    expect(incidents()).toHaveLength(21);
    expect(sandbox.stats().maxConcurrent).toBeLessThanOrEqual(4);
  });

  it("go on when tokens are rejected before we think them over, with one renewal", async () => {
    const { gateway, calls, observe } = aGateway({ authentication: oauth, clock: { nowMs: () => 0 } });
    await gateway.create(aDraft(), undefined, observe);
    calls.length = 0;

    sandbox.clock.advanceMs(30 * 60_000);
    await Promise.all(Array.from({ length: 20 }, () => gateway.create(aDraft(), undefined, observe)));

    expect(calls.filter(({ path }) => path === "/oauth_token.do")).toHaveLength(1);
    expect(calls.filter(({ code }) => code === "SERVICENOW_CREDENTIALS_REJECTED")).toHaveLength(4);
    expect(incidents()).toHaveLength(21);
  });
});
