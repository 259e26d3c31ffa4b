import { describe, expect, it } from "vitest";

import {
  type Account,
  judgeKind,
  judgeUsable,
} from "../../../../shared/adapters/servicenow/check/accountChecks.ts";
import { judgeCertificate } from "../../../../shared/adapters/servicenow/check/addressChecks.ts";
import { judgeClock } from "../../../../shared/adapters/servicenow/check/instanceChecks.ts";
import { judgeRelease } from "../../../../shared/adapters/servicenow/check/judgeRelease.ts";
import { judgeLimit } from "../../../../shared/adapters/servicenow/check/limitChecks.ts";
import { aConnection } from "../../../support/builders/authorisationWorld.ts";

const account: Account = {
  sysId: "0".repeat(32),
  userName: "bridge.integration",
  isActive: true,
  isLocked: false,
  needsReset: false,
  isForServicesOnly: false,
};
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

describe("the integration user's account", () => {
  it.each([
    ["is not active", { isActive: false }, /^it is not active$/],
    ["is locked", { isLocked: true }, /^it is locked$/],
    ["has a reset due", { needsReset: true }, /^its password has to be reset$/],
    ["is locked and has a reset due", { isLocked: true, needsReset: true }, /locked; its password/],
  ])("that %s will not go on working", (_, more, detail) => {
    expect(judgeUsable({ ...account, ...more })).toMatchObject({
      status: "failed",
      code: "SERVICENOW_ACCOUNT_UNUSABLE",
      detail: expect.stringMatching(detail) as string,
    });
  });

  it("is well as far as it may be read, and says what may not", () => {
    expect(judgeUsable(account).status).toBe("ok");
    expect(judgeUsable({ ...account, isLocked: undefined })).toMatchObject({
      status: "ok",
      detail: "it signs in; locked_out may not be read by it",
    });
    expect(judgeUsable(undefined).status).toBe("unknown");
  });

  it("for web services only does for what needs no session, and not for the others", () => {
    const robot = { ...account, isForServicesOnly: true };
    const reference = { from: "environment", name: "S" } as const;
    const { grant: signIn } = aConnection({
      grant: { kind: "authorizationCode", clientId: "c", clientSecret: reference },
    });
    const { grant: clientCredentials } = aConnection({
      grant: { kind: "clientCredentials", clientId: "c", clientSecret: reference },
    });
    expect(judgeKind(robot, signIn)).toMatchObject({ status: "failed", code: "SERVICENOW_ACCOUNT_UNUSABLE" });
    expect(judgeKind(robot, clientCredentials).status).toBe("ok");
    const { grant: basic } = aConnection({ grant: { kind: "basic", userName: "u", password: reference } });
    expect(judgeKind(robot, basic).status).toBe("ok");
    expect(judgeKind(account, basic)).toMatchObject({ status: "warning", code: "SERVICENOW_BASIC_ENDING" });
  });
});

describe("the instance", () => {
  it.each([
    [14 * dayMs, "ok"],
    [14 * dayMs - 1, "warning"],
    [0, "warning"],
  ])("whose certificate ends in %d ms: %s", (leftMs, status) => {
    const nowMs = Date.parse("2026-03-01T12:00:00Z");
    expect(judgeCertificate(nowMs + leftMs, nowMs).status).toBe(status);
  });

  it.each([
    ["clientCredentials", minuteMs, "ok"],
    ["clientCredentials", -minuteMs - 1, "warning"],
    ["clientCredentials", 6 * minuteMs, "warning"],
    ["jwtBearer", 5 * minuteMs, "warning"],
    ["jwtBearer", 5 * minuteMs + 1, "failed"],
    ["jwtBearer", -5 * minuteMs - 1, "failed"],
  ] as const)("whose clock, with %s, is %d ms ahead: %s", (kind, aheadMs, status) => {
    expect(judgeClock(aheadMs, { kind }).status).toBe(status);
  });

  it.each([
    ["Jakarta", "warning"],
    ["Kingston", "ok"],
    ["New York", "ok"],
    ["WashingtonDC", "ok"],
    ["Brazil", "ok"],
    ["Cuba", "ok"],
    ["", "unknown"],
  ])("of the release %j: %s", (name, status) => {
    expect(judgeRelease(name).status).toBe(status);
  });

  it.each([
    [199, "warning"],
    [200, "ok"],
  ])("that allows %d calls an hour: %s", (callsPerWindow, status) => {
    const allowed = { callsPerWindow } as Parameters<typeof judgeLimit>[0];
    expect(judgeLimit(allowed, undefined).status).toBe(status);
  });
});
