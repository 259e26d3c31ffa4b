import { describe, expect, it } from "vitest";
import { ref, sysId, aRow } from "./builders.ts";
import {
  gatewayOver,
  json,
  oauth,
  result,
  settableClock,
  unauthenticated,
  type Asked,
  type Reply,
} from "./scriptedInstance.ts";

const refused = json(401, { error_description: "access_denied", error: "server_error" });

/** ServiceNow's token endpoint as documented, and a table that wants its token. */
function anInstance(overrides: { onGrant?: (form: URLSearchParams) => Reply | undefined } = {}) {
  const clock = settableClock();
  const grants: string[] = [];
  const state = { serial: 0, endsAtMs: 0, refreshToken: "refresh-1", echoesRefreshToken: true };
  const current = () => `access-${state.serial}`;

  const script = (asked: Asked): Reply => {
    if (asked.path !== "/oauth_token.do") {
      const isGood =
        asked.headers["authorization"] === `Bearer ${current()}` && clock.nowMs() < state.endsAtMs;
      return isGood ? result(aRow()) : unauthenticated;
    }
    const form = new URLSearchParams(asked.body);
    grants.push(form.get("grant_type") ?? "");
    const answer = overrides.onGrant?.(form);
    if (answer !== undefined) return answer;
    if (form.get("grant_type") === "refresh_token" && form.get("refresh_token") !== state.refreshToken)
      return refused;
    // Inside a token's lifetime the same one is handed out again.
    if (clock.nowMs() >= state.endsAtMs) {
      state.serial += 1;
      state.endsAtMs = clock.nowMs() + 1_799_000;
    }
    return json(200, {
      access_token: current(),
      ...(state.echoesRefreshToken ? { refresh_token: state.refreshToken } : {}),
      scope: "useraccount",
      token_type: "Bearer",
      expires_in: Math.floor((state.endsAtMs - clock.nowMs()) / 1000),
    });
  };
  const over = gatewayOver(script, { authentication: oauth, clock, concurrency: 20 });
  const read = () => over.gateway.find("incident", ref, over.observe);
  const revoke = () => {
    state.endsAtMs = 0;
  };
  return { ...over, clock, grants, state, read, revoke };
}

describe("OAuth tokens", () => {
  it("are asked for once, with a form, and used again", async () => {
    const { read, grants, asked } = anInstance();
    await read();
    await read();

    expect(grants).toEqual(["password"]);
    expect(asked[0]).toMatchObject({
      method: "POST",
      path: "/oauth_token.do",
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
      grant_type: "password",
      username: oauth.userName,
      password: oauth.password,
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
    });
  });

  it("are asked for once by twenty calls at the same time", async () => {
    const { read, grants } = anInstance();
    await Promise.all(Array.from({ length: 20 }, read));
    expect(grants).toEqual(["password"]);
  });

  it("are renewed once when twenty calls are rejected at the same time, and every call is repeated once", async () => {
    const { read, grants, revoke, asked } = anInstance();
    await read();
    revoke();
    const before = asked.length;
    await Promise.all(Array.from({ length: 20 }, read));

    expect(grants).toEqual(["password", "refresh_token"]);
    expect(asked.length - before).toBe(20 + 1 + 20);
  });

  it("are not renewed again for a rejection that comes in when they already are", async () => {
    let tokens = 0;
    let goodToken = "Bearer t1";
    let letStragglerGo: (() => void) | undefined;
    const straggling = new Promise<void>((resolve) => (letStragglerGo = resolve));
    const { gateway, observe } = gatewayOver(
      async ({ path, headers }, index) => {
        if (path === "/oauth_token.do")
          return json(200, { access_token: `t${(tokens += 1)}`, expires_in: 1799 });
        const answer = headers["authorization"] === goodToken ? result(aRow()) : unauthenticated;
        if (index === 2) await straggling;
        return answer;
      },
      { authentication: oauth },
    );
    const read = () => gateway.find("incident", ref, observe);
    await read();
    goodToken = "Bearer t2";

    const straggler = read();
    await read();
    letStragglerGo?.();
    await straggler;
    expect(tokens).toBe(2);
  });

  it("are renewed ahead of their end by refresh token, whether that is echoed or not", async () => {
    const { read, grants, clock, state } = anInstance();
    await read();
    state.echoesRefreshToken = false;
    for (let i = 0; i < 3; i += 1) {
      clock.advanceMs(1_799_000);
      await read();
    }
    expect(grants).toEqual(["password", "refresh_token", "refresh_token", "refresh_token"]);
  });

  it("that come back the same are used up to their end, not asked for again and again", async () => {
    const { read, grants, clock, asked } = anInstance();
    await read();
    clock.advanceMs(1_799_000 - 20_000);
    await read();
    await read();
    clock.advanceMs(19_000);
    await read();
    expect(grants).toEqual(["password", "refresh_token"]);

    clock.advanceMs(1_000);
    const before = asked.length;
    await read();
    expect(grants).toEqual(["password", "refresh_token", "refresh_token"]);
    expect(asked.length - before).toBe(2);
  });

  it("follow a rotated refresh token", async () => {
    const { read, grants, clock, state } = anInstance();
    await read();
    clock.advanceMs(1_799_000);
    await read();
    state.refreshToken = "refresh-2";
    clock.advanceMs(1_799_000);
    await read();
    // The old one was refused, so the password served once more; the new one is kept.
    clock.advanceMs(1_799_000);
    await read();
    expect(grants).toEqual(["password", "refresh_token", "refresh_token", "password", "refresh_token"]);
  });
});

describe("a token that is not given", () => {
  it.each([
    [
      "as ServiceNow says nearly everything",
      refused,
      "SERVICENOW_TOKEN_REFUSED",
      "401 to the password grant: server_error: access_denied",
    ],
    [
      "as the standard says it",
      json(400, { error: "invalid_client" }),
      "SERVICENOW_CLIENT_REJECTED",
      "400 to the password grant: invalid_client",
    ],
    [
      "inside a success",
      json(200, { error: "invalid_grant", access_token: "x" }),
      "SERVICENOW_GRANT_REJECTED",
      "200 to the password grant: invalid_grant",
    ],
    [
      "for a grant that is switched off",
      json(400, { error: "unsupported_grant_type" }),
      "SERVICENOW_GRANT_NOT_ALLOWED",
      "400 to the password grant: unsupported_grant_type",
    ],
    [
      "without a word",
      json(401, ""),
      "SERVICENOW_TOKEN_REFUSED",
      "401 to the password grant: no reason given",
    ],
  ])("has a code: %s", async (_how, reply, code, detail) => {
    const { read, asked } = anInstance({ onGrant: () => reply });

    await expect(read()).rejects.toMatchObject({
      code,
      detail,
      mayHaveHappened: false,
    });
    expect(asked).toHaveLength(1);
  });

  it("is asked for once by all who want one at the same moment, so that the account is not locked", async () => {
    const { read, asked } = anInstance({ onGrant: () => refused });
    const reads = [read(), read(), read(), read()];
    for (const one of reads) await expect(one).rejects.toMatchObject({ code: "SERVICENOW_TOKEN_REFUSED" });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [json(429, "{}", { "retry-after": "7" }), "SERVICENOW_BUSY", 7_000],
    [{ status: 503, headers: {}, text: "" }, "SERVICENOW_UNAVAILABLE", undefined],
    [json(200, { access_token: "" }), "SERVICENOW_TOKEN_REPLY_INVALID", undefined],
  ])("for another reason has that reason's code", async (reply, code, retryAfterMs) => {
    const { gateway, observe } = anInstance({ onGrant: () => reply });
    await expect(gateway.addNote("incident", ref, { text: "x", mark: "m" }, observe)).rejects.toMatchObject({
      code,
      retryAfterMs,
      mayHaveHappened: false,
    });
  });
});

describe("a call whose token is rejected although it is fresh", () => {
  it("is repeated once, then fails", async () => {
    let serial = 0;
    const { gateway, asked, observe } = gatewayOver(
      ({ path }) =>
        path === "/oauth_token.do"
          ? json(200, { access_token: `t${(serial += 1)}`, expires_in: 1799 })
          : unauthenticated,
      { authentication: oauth },
    );
    const read = () => gateway.find("incident", ref, observe);

    await expect(read()).rejects.toMatchObject({ code: "SERVICENOW_TOKEN_NOT_ACCEPTED" });
    expect(asked.map(({ path }) => path.split("?")[0])).toEqual([
      "/oauth_token.do",
      `/api/now/table/incident/${sysId}`,
      "/oauth_token.do",
      `/api/now/table/incident/${sysId}`,
    ]);
  });

  it("is not repeated with the same token", async () => {
    const { gateway, asked, observe } = gatewayOver(
      ({ path }) =>
        path === "/oauth_token.do" ? json(200, { access_token: "same", expires_in: 1799 }) : unauthenticated,
      { authentication: oauth },
    );
    await expect(gateway.find("incident", ref, observe)).rejects.toMatchObject({
      code: "SERVICENOW_TOKEN_NOT_ACCEPTED",
    });
    expect(asked.map(({ path }) => path.split("?")[0])).toEqual([
      "/oauth_token.do",
      `/api/now/table/incident/${sysId}`,
      "/oauth_token.do",
    ]);
  });
});
