import type { HttpHandler } from "@azure/functions";
import { describe, expect, it } from "vitest";

import { listErrors, showError } from "../../../functions/errors.ts";
import { allCodes } from "../../../shared/failures/failureView.ts";
import { aRequest, anInvocation } from "../../support/builders/httpRequests.ts";

async function get(handler: HttpHandler, path: string, params: Record<string, string> = {}) {
  const answer = (await handler(aRequest({ path, params }), anInvocation().context)) as {
    status: number;
    body: string;
  };
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> };
}

describe("the catalogue over HTTP", () => {
  it("has every code", async () => {
    const { status, body } = await get(listErrors(), "/api/errors");
    expect(status).toBe(200);
    expect((body["errors"] as { code: string }[]).map(({ code }) => code)).toEqual(allCodes);
  });

  it.each(["SERVICENOW_IP_DENIED", "servicenow_ip_denied"])("explains %s", async (code) => {
    const { status, body } = await get(showError(), `/api/errors/${code}`, { code });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      code: "SERVICENOW_IP_DENIED",
      title: "ServiceNow refuses calls from this address",
      ownerName: "theirs",
      automaticAction: expect.stringMatching(/\.$/) as string,
      replayAdvice: expect.stringMatching(/\.$/) as string,
      documentation: "docs/errors/SERVICENOW_IP_DENIED.md",
      oldConnectorTexts: expect.arrayContaining(["Failed to update ITSM Connection credentials"]) as string[],
    });
  });

  it.each(["BAD_LUCK", "toString", ""])("knows nothing of %j", async (code) => {
    expect(await get(showError(), `/api/errors/${code}`, { code })).toMatchObject({
      status: 404,
      body: { code: "NOT_FOUND" },
    });
  });
});
