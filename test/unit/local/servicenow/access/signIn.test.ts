import { describe, expect, it } from "vitest";
import { changeUser } from "../../../../../local/servicenow/admin/adminApi.ts";
import { setProperty } from "../../../../../local/servicenow/seed/properties.ts";
import { aSandbox } from "../sandboxBuilder.ts";

const name = "bridge.integration";
const password = "integration-pass";
const minuteMs = 60_000;

describe("signing in", () => {
  it("takes the right password only, and knows nobody without one", () => {
    const { signIn } = aSandbox();
    expect(signIn.withBasic(name, password)?.userName).toBe(name);
    expect(signIn.withBasic(name, "wrong")).toBeUndefined();
    expect(signIn.withBasic("nobody", password)).toBeUndefined();
    expect(signIn.withBasic("maria.keller", "")).toBeUndefined();
  });

  it("locks an account after five failures, for fifteen minutes", () => {
    const { signIn, clock } = aSandbox();
    for (let i = 0; i < 4; i++) signIn.withBasic(name, "wrong");
    expect(signIn.withBasic(name, password)).toBeDefined();
    for (let i = 0; i < 5; i++) signIn.withBasic(name, "wrong");
    expect(signIn.withBasic(name, password)).toBeUndefined();
    clock.advanceMs(14 * minuteMs);
    expect(signIn.withBasic(name, password)).toBeUndefined();
    clock.advanceMs(2 * minuteMs);
    expect(signIn.withBasic(name, password)).toBeDefined();
  });

  it.each([
    ["is locked by hand", { lockedOut: true }],
    ["is not active", { active: false }],
    ["has to change the password", { passwordNeedsReset: true }],
  ])("is refused to an account that %s, however long one waits", (_, change) => {
    const sandbox = aSandbox();
    changeUser(sandbox, name, change);
    sandbox.clock.advanceMs(600 * minuteMs);
    expect(sandbox.signIn.withBasic(name, password)).toBeUndefined();
  });

  it("with Basic is restricted once enforced, even for an administrator", () => {
    const sandbox = aSandbox();
    setProperty(sandbox.instance, "glide.authenticate.basic_auth.restriction.enforce", "true");
    expect(sandbox.signIn.withBasic(name, password)).toBeUndefined();
    expect(sandbox.signIn.withBasic("admin", "admin-pass")).toBeUndefined();
    expect(sandbox.signIn.withPassword(name, password)).toBeDefined();

    changeUser(sandbox, name, { roles: ["itil", "snc_basic_auth_api_access"] });
    changeUser(sandbox, "admin", { webServiceAccessOnly: true });
    expect(sandbox.signIn.withBasic(name, password)).toBeDefined();
    expect(sandbox.signIn.withBasic("admin", "admin-pass")).toBeDefined();
  });

  it("never takes a password that was written over REST", () => {
    const sandbox = aSandbox();
    const path = `/api/now/table/sys_user/${sandbox.signIn.findUser("tom.visitor")?.sysId ?? ""}`;
    expect(sandbox.as("admin").call("PATCH", path, { user_password: "open-sesame" }).status).toBe(200);
    expect(sandbox.signIn.withBasic("tom.visitor", "open-sesame")).toBeUndefined();
  });
});
