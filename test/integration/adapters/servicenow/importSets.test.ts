import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  startServiceNowSandbox,
  type ServiceNowSandbox,
} from "../../../../local/servicenow/startServiceNowSandbox.ts";
import {
  serviceNowGateway,
  type ServiceNowGateway,
} from "../../../../shared/adapters/servicenow/serviceNowGateway.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import type { PartnerCall } from "../../../../shared/journal/journal.ts";
import { authorizedBy } from "../../../support/builders/authorizers.ts";
import { aDraft, correlationId } from "../../../unit/adapters/servicenow/builders.ts";

const userName = "bridge.integration";
const password = "Contoso-integration-1";
const importSetTable = "x_mioms_microsoft_oms_incident";
const note = { text: "Fired again", mark: "0a1b2c" };

let sandbox: ServiceNowSandbox;
let open: ServiceNowGateway[] = [];

beforeAll(async () => {
  sandbox = await startServiceNowSandbox({
    integrationPassword: password,
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

function aGateway() {
  const gateway = serviceNowGateway({
    instanceUrl: sandbox.url,
    ...authorizedBy(
      { kind: "basic", userName, password },
      { instanceUrl: sandbox.url, clock: sandbox.clock },
    ),
    clock: sandbox.clock,
    requestTimeoutMs: 5_000,
    importSetTable,
  });
  open.push(gateway);
  const calls: PartnerCall[] = [];
  return { gateway, calls, observe: (call: PartnerCall) => void calls.push(call) };
}

async function errorOf(promise: Promise<unknown>): Promise<BridgeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof BridgeError)) throw new Error(`no BridgeError: ${String(error)}`);
  return error;
}

const incidents = () => sandbox.records("incident");
const importing = { method: "POST", pathContains: "/import/" };

describe("writing through import sets", () => {
  it("posts rows and reads back what became of them; nothing is written through the Table API", async () => {
    const { gateway, calls, observe } = aGateway();
    const { seen } = await gateway.create(aDraft(), undefined, observe);
    await gateway.addNote("incident", seen.ref, note, observe);

    const shown = calls.map(
      ({ method, path }) => `${method} ${path.replace(/\?.*|(?<=incident\/)\w+.*/g, "")}`,
    );
    expect(shown).toEqual([
      `POST /api/now/import/${importSetTable}`,
      "GET /api/now/table/incident/",
      "GET /api/now/table/incident/",
      `POST /api/now/import/${importSetTable}`,
      "GET /api/now/table/incident/",
    ]);
    expect(sandbox.records(importSetTable)).toMatchObject([
      { sys_import_state: "inserted", short_description: "CPU is high on contoso-web-1" },
      { sys_import_state: "updated", correlation_id: correlationId, work_notes: "Fired again\n[atb:0a1b2c]" },
    ]);
  });

  it("sends no change while the incident cannot be read", async () => {
    const { gateway, observe } = aGateway();
    const { seen } = await gateway.create(aDraft(), undefined, observe);
    sandbox.faults.set({ kind: "unavailable", match: { method: "GET", pathContains: "/table/incident" } });
    const error = await errorOf(gateway.addNote("incident", seen.ref, note, observe));
    expect(error).toMatchObject({ code: "SERVICENOW_UNAVAILABLE", mayHaveHappened: false });
    expect(sandbox.records("sys_journal_field")).toEqual([]);
  });

  it("is done once the row is in, even if it cannot be read back", async () => {
    const { gateway, observe } = aGateway();
    sandbox.faults.set({ kind: "unavailable", match: { method: "GET" } });
    const { seen, drift } = await gateway.create(aDraft({ category: "clouds" }), undefined, observe);
    const [incident] = incidents();
    expect(seen).toEqual({
      ref: { id: incident?.["sys_id"], number: incident?.["number"] },
      correlationId,
      state: "open",
      isTakenByPerson: false,
    });
    expect(drift).toEqual([]);
  });

  it("makes no second incident of a create that is repeated: the map coalesces", async () => {
    const { gateway, observe } = aGateway();
    const first = await gateway.create(aDraft(), undefined, observe);
    const second = await gateway.create(aDraft(), note, observe);
    expect(second.seen.ref).toEqual(first.seen.ref);
    expect(incidents()).toHaveLength(1);
  });
});

describe("a row that is no success", () => {
  it.each([
    ["rowTargetMissing", "SERVICENOW_IMPORT_TARGET_NOT_FOUND", false, 0],
    ["rowTableInvalid", "SERVICENOW_IMPORT_TABLE_INVALID", false, 0],
    ["rowStagingInvalid", "SERVICENOW_IMPORT_STAGING_INVALID", false, 0],
    ["rowIgnored", "SERVICENOW_IMPORT_ROW_IGNORED", false, 0],
    ["rowRefusedByScript", "SERVICENOW_IMPORT_ROW_IGNORED", false, 0],
    ["rowSkipped", "SERVICENOW_IMPORT_ROW_SKIPPED", false, 0],
    ["rowFailed", "SERVICENOW_IMPORT_ROW_FAILED", true, 0],
    ["rowOdd", "SERVICENOW_IMPORT_STATUS_UNKNOWN", true, 0],
    ["secondMapFails", "SERVICENOW_IMPORT_TABLE_INVALID", true, 1],
    ["businessRuleAbort", "SERVICENOW_IMPORT_RULE_ABORTED", false, 0],
    ["dataPolicy", "SERVICENOW_DATA_POLICY", false, 0],
    ["aclDenied", "SERVICENOW_ACL_DENIED", false, 0],
    ["truncatedReply", "SERVICENOW_REPLY_CUT", true, 1],
    ["commitThenDrop", "SERVICENOW_CONNECTION_LOST", true, 1],
    ["commitThenError", "SERVICENOW_TRANSACTION_CANCELLED", true, 1],
    ["partialResult", "SERVICENOW_TRANSACTION_CANCELLED", true, 1],
  ] as const)(
    "%s is %s; it may have happened: %s; stored: %s",
    async (kind, code, mayHaveHappened, stored) => {
      const { gateway, calls, observe } = aGateway();
      sandbox.faults.set({ kind, times: 1, match: importing });
      const error = await errorOf(gateway.create(aDraft(), undefined, observe));

      expect(error).toMatchObject({ code, mayHaveHappened });
      expect(calls).toMatchObject([{ method: "POST", code }]);
      expect(error.exchange).toBeDefined();
      expect(incidents()).toHaveLength(stored);
      const lookup = await gateway.findByCorrelationId("incident", correlationId, observe);
      expect(lookup.kind).toBe(stored === 1 ? "found" : "absent");
    },
  );

  it.each([
    [
      "businessRuleAbort",
      "SERVICENOW_IMPORT_RULE_ABORTED",
      "Business rule “Example rule” aborted the operation",
    ],
    ["dataPolicy", "SERVICENOW_DATA_POLICY", "Mandatory fields are missing: Caller"],
    [
      "rowTargetMissing",
      "SERVICENOW_IMPORT_TARGET_NOT_FOUND",
      "OMS Incident: Enregistrement cible introuvable",
    ],
    ["rowIgnored", "SERVICENOW_IMPORT_ROW_IGNORED", "OMS Incident: Transformation de la ligne ignorée"],
  ] as const)("is the same in French: %s", async (kind, code, detail) => {
    sandbox.setProperty("glide.sys.language", "fr");
    const { gateway, observe } = aGateway();
    sandbox.faults.set({ kind, times: 1, match: importing });
    const error = await errorOf(gateway.create(aDraft(), undefined, observe));
    expect(error.code).toBe(code);
    expect(error.detail).toContain(detail);
  });

  it("is none at a table that takes no rows, or is not there", async () => {
    sandbox.setProperty("sandbox.tables.not_installed", importSetTable);
    const { gateway, observe } = aGateway();
    expect(await errorOf(gateway.create(aDraft(), undefined, observe))).toMatchObject({
      code: "SERVICENOW_TABLE_INVALID",
      detail: `Table ${importSetTable} is not known`,
    });
    sandbox.setProperty("sandbox.tables.not_installed", "");
    sandbox.changeUser(userName, { roles: ["itil"] });
    expect(await errorOf(gateway.create(aDraft(), undefined, observe))).toMatchObject({
      code: "SERVICENOW_ACL_DENIED",
    });
  });
});

describe("a row that would go astray", () => {
  async function patch(sysId: string, change: object): Promise<void> {
    const response = await fetch(`${sandbox.url}/api/now/table/incident/${sysId}`, {
      method: "PATCH",
      headers: {
        authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString("base64")}`,
        "content-type": "application/json",
      },
      body: JSON.stringify(change),
    });
    expect(response.status).toBe(200);
  }

  async function aChangedIncident(change: object) {
    const { gateway, observe } = aGateway();
    const { seen } = await gateway.create(aDraft(), undefined, observe);
    await patch(seen.ref.id, change);
    return { gateway, observe, ref: seen.ref };
  }

  it("is not sent for an incident whose correlation id somebody has emptied", async () => {
    const { gateway, observe, ref } = await aChangedIncident({ correlation_id: "" });
    const error = await errorOf(gateway.addNote("incident", ref, note, observe));
    expect(error).toMatchObject({ code: "SERVICENOW_IMPORT_WRONG_RECORD", mayHaveHappened: false });
    expect(error.detail).toContain(ref.number);
    expect(incidents()).toHaveLength(1);
  });

  it("finds an incident whose correlation id somebody has changed", async () => {
    const { gateway, observe, ref } = await aChangedIncident({ correlation_id: "CONTOSO-7" });
    const { seen } = await gateway.addNote("incident", ref, note, observe);
    expect(seen.ref).toEqual(ref);
    expect(incidents()).toHaveLength(1);
  });

  it("is said to have reached another incident that has the same correlation id", async () => {
    const { gateway, observe } = aGateway();
    const first = await gateway.create(aDraft(), undefined, observe);
    const second = await gateway.create(aDraft({ correlationId: `${correlationId}-2` }), undefined, observe);
    await patch(second.seen.ref.id, { correlation_id: correlationId });
    const error = await errorOf(gateway.addNote("incident", second.seen.ref, note, observe));
    expect(error).toMatchObject({ code: "SERVICENOW_IMPORT_WRONG_RECORD", mayHaveHappened: false });
    expect(error.detail).toContain(`${second.seen.ref.number} reached ${first.seen.ref.number}`);
  });
});
