import { describe, expect, it } from "vitest";

import { resumeConnection } from "../../../functions/resumeConnection.ts";
import type { ResumeWish } from "../../../shared/connections/resumeConnection.ts";
import { anInvocation, aRequest } from "../../support/builders/httpRequests.ts";

async function resume(
  body: string,
  headers: Record<string, string> = { "content-type": "application/json" },
) {
  const wishes: ResumeWish[] = [];
  const handler = resumeConnection(
    async () => ({
      pacing: {
        resume: async (connection, wish) => {
          wishes.push(wish);
          return { connection, outcome: "resumed" };
        },
      },
    }),
    false,
  );
  const { status } = (await handler(aRequest({ body, headers }), anInvocation().context)) as {
    status: number;
  };
  return { status, wishes };
}

describe("resuming a connection", () => {
  it.each([
    ["", null],
    ["{}", null],
    ['{"reason":"  the password\\n is renewed "}', "the password is renewed"],
  ])("with the body %j gives the reason %j", async (body, reason) => {
    expect(await resume(body)).toMatchObject({ status: 200, wishes: [{ reason }] });
  });

  it.each([
    ["a reason that is no text", '{"reason":1}', undefined],
    ["a reason of a thousand characters", JSON.stringify({ reason: "x".repeat(1_000) }), undefined],
    ["no JSON", "reason", undefined],
    ["what a form on some page could send", "{}", { "content-type": "text/plain" }],
  ])("is refused with %s", async (_what, body, headers) => {
    expect(await resume(body, headers)).toEqual({ status: 400, wishes: [] });
  });
});
