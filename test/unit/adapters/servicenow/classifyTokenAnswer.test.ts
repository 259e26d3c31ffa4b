import { describe, expect, it } from "vitest";

import { classifyTokenAnswer } from "../../../../shared/adapters/servicenow/grants/classifyTokenAnswer.ts";

const classify = (body: unknown) =>
  classifyTokenAnswer(
    { status: 200, headers: { "content-type": "application/json" }, text: JSON.stringify(body) },
    { grantType: "password", isDeveloperInstance: false },
  );

describe("a reply with tokens", () => {
  it.each([
    [1_799, 1_799_000],
    ["1799", 1_799_000],
    [0, 0],
    [undefined, 1_800_000],
    [null, 1_800_000],
    ["", 1_800_000],
    [true, 1_800_000],
    [-1, 1_800_000],
    ["soon", 1_800_000],
    [1e300, 1_800_000],
    ["9".repeat(400), 1_800_000],
  ])("whose expires_in is %j counts for %d ms", (lifetime, expiresInMs) => {
    expect(classify({ access_token: "a-1", refresh_token: "r-1", expires_in: lifetime })).toEqual({
      kind: "granted",
      reply: { accessToken: "a-1", refreshToken: "r-1", expiresInMs },
    });
  });

  it.each([null, "", 7])("has no refresh token where that is %j", (refreshToken) => {
    expect(classify({ access_token: "a-1", refresh_token: refreshToken })).toMatchObject({
      kind: "granted",
      reply: { refreshToken: undefined },
    });
  });

  it.each(["", "a\r\nx-evil: 1", "a b", "ä", "\u0000", 7, null, ["a"], { toString: "a" }])(
    "is none where the access token is %j, which goes into no header",
    (accessToken) => {
      expect(classify({ access_token: accessToken, expires_in: 1_799 })).toMatchObject({
        kind: "failure",
        code: "SERVICENOW_TOKEN_REPLY_INVALID",
      });
    },
  );
});
