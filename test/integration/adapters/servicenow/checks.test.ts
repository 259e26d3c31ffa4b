import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { CheckReport } from "../../../../shared/connections/checks/checkReport.ts";
import { credentialsCases } from "./checkCases/credentials.ts";
import { reachingCases } from "./checkCases/reaching.ts";
import { recordsCases } from "./checkCases/records.ts";
import { rightsCases } from "./checkCases/rights.ts";
import {
  allIsWell,
  closeConnections,
  giveRoles,
  openConnection,
  sandbox,
  set,
  startInstance,
  stopInstance,
} from "./checkedInstance.ts";
import { userName } from "./checkedWorld.ts";

beforeAll(startInstance);
afterEach(closeConnections);
afterAll(stopInstance);

const cases = [...reachingCases, ...credentialsCases, ...rightsCases, ...recordsCases];

/** Not needed for anything the bridge does: held or not, they are never wrong. */
const neverNeeded = [
  ...["role-personalize-choices", "role-template-editor", "role-view-changer"],
  ...["role-evt-integration", "role-evt-operator"],
];
/** What no connection can synchronise. */
const neverMade = ["read-event", "read-alert", "write-event"];

function byId({ checks }: CheckReport) {
  return new Map(checks.map((check) => [check.id, check]));
}

describe("a check of a connection", () => {
  it("finds nothing wrong where all is well, and says how it knows", async () => {
    const world = await allIsWell();
    const connection = openConnection(world);
    const report = await connection.check();
    expect(report.checks.filter(({ status }) => status !== "ok" && status !== "skipped")).toEqual([]);
    expect(report).toMatchObject({ status: "ok", counts: { failed: 0, warning: 0, unknown: 0 } });
    expect(report.summary).toMatch(/^Nothing failed, \d+ ok, \d+ skipped\.$/);
    expect(report.calls).toBeLessThan(40);
    expect(sandbox().records("incident")).toHaveLength(1);
  });

  it.each(cases)("$id is $becomes where that is broken, and nothing else changes", async (one) => {
    const world = await allIsWell();
    await one.where?.(world);
    const connection = openConnection(world);
    await connection.ready();
    const before = byId(await connection.check());
    await one.breaks(world);
    if (one.isFresh === true) await connection.reopened();
    const after = byId(await connection.check());

    const broken = after.get(one.id);
    expect(before.get(one.id)?.status).not.toBe(one.becomes);
    expect(broken).toMatchObject({ status: one.becomes, detail: expect.stringMatching(one.told) as string });
    expect(broken?.code, "it has a code").toBeTruthy();
    expect(broken?.cause, "it says why").toBeTruthy();
    expect(broken?.fix, "it says what to do").toBeTruthy();

    const others = [...after.values()].filter(
      ({ id, status, detail }) =>
        id !== one.id &&
        status !== before.get(id)?.status &&
        !(status === "skipped" && detail.startsWith("cannot be told after")) &&
        one.also?.test(id) !== true,
    );
    expect(others.map(({ id, status, detail }) => `${id} ${status}: ${detail}`)).toEqual([]);
  });

  it("has a case for every check that can fail, and there are at least 25", async () => {
    const report = await openConnection(await allIsWell()).check();
    const ids = report.checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(25);
    expect([...cases.map(({ id }) => id), ...neverNeeded, ...neverMade].toSorted()).toEqual(ids.toSorted());
  });

  it.each(neverNeeded)("%s is told to be held or not, and never missed", async (id) => {
    const world = await allIsWell();
    const connection = openConnection(world);
    expect(byId(await connection.check()).get(id)?.detail).toMatch(/^held, and not needed: /);
    giveRoles(["itil", "import_transformer"])();
    expect(byId(await connection.check()).get(id)).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/^not held, and not needed: /) as string,
    });
  });

  it("tells of Event Management as not needed, in an instance that does not have it either", async () => {
    const world = await allIsWell();
    sandbox().setProperty("sandbox.tables.not_installed", "em_event,em_alert");
    giveRoles(["itil", "import_transformer", "personalize_dictionary"])();
    const connection = openConnection(world);
    const report = await connection.check();
    for (const id of neverMade) {
      expect(byId(report).get(id)).toMatchObject({
        status: "skipped",
        detail: expect.stringMatching(/^no events /) as string,
      });
    }
    expect(report.status).toBe("ok");
  });

  it.each([
    {
      kind: "incident",
      other: "change_request",
      roles: ["sn_incident_write"],
      skipped: ["read-change-request", "write-change-request"],
    },
    {
      kind: "changeRequest",
      other: "incident",
      roles: ["sn_change_write"],
      skipped: [
        ...["read-incident", "read-journal", "write-incident", "trial-incident"],
        ...["required-fields", "close-codes", "states", "values"],
      ],
    },
  ] as const)(
    "asks nothing of what is not synchronised: only $kind",
    async ({ kind, roles, other, skipped }) => {
      const world = await allIsWell();
      set(world, { synchronise: [kind], createMissingCi: false, importSetTable: null });
      sandbox().setProperty("sandbox.tables.not_installed", other);
      giveRoles([...roles, "cmdb_read", "personalize_dictionary", "template_editor"])();
      const connection = openConnection(world);
      const report = await connection.check();
      expect(report.checks.filter(({ status }) => status === "failed" || status === "warning")).toEqual([]);
      for (const id of skipped) expect(byId(report).get(id)).toMatchObject({ status: "skipped" });
    },
  );

  it("says of a table that is not there that it is missing, and not that a role is", async () => {
    const world = await allIsWell();
    sandbox().setProperty("sandbox.tables.not_installed", "change_request");
    const connection = openConnection(world);
    expect(byId(await connection.check()).get("read-change-request")).toMatchObject({
      status: "failed",
      code: "SERVICENOW_TABLE_INVALID",
      detail: "change_request is not there; needed for keeping change requests in step",
    });
  });

  it("shows refused credentials once and no more: the account is not brought nearer to its lock", async () => {
    const world = await allIsWell();
    world.connection = {
      ...world.connection,
      grant: { kind: "basic", userName, password: { from: "environment", name: "P" } },
    };
    sandbox().changeUser(userName, { password: "another" });
    const connection = openConnection(world);
    const report = await connection.check();
    expect(byId(report).get("signed-in")).toMatchObject({
      status: "failed",
      code: "SERVICENOW_CREDENTIALS_REJECTED",
    });
    const [user] = sandbox()
      .records("sys_user")
      .filter((row) => row["user_name"] === userName);
    expect(user?.["failed_attempts"]).toBe("1");
  });

  it("with --write makes an incident that says what it is, resolves it, and audits who did it", async () => {
    const world = await allIsWell();
    world.write = true;
    world.connection = { ...world.connection, importSetTable: null };
    const connection = openConnection(world);
    const report = await connection.check();
    expect(byId(report).get("trial-incident")).toMatchObject({ status: "ok" });
    const made = sandbox()
      .records("incident")
      .filter((row) => row["correlation_id"]?.startsWith("atb-"));
    expect(made).toMatchObject([
      { state: "6", short_description: expect.stringContaining("may be ignored") as string },
    ]);
    expect((await connection.audit.newest({ limit: 5 })).entries).toMatchObject([
      { action: "connection.triedByWriting", subject: "servicenow", who: "said: maria@contoso" },
    ]);
  });
});
