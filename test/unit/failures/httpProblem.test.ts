import { describe, expect, it } from "vitest";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { catalogue } from "../../../shared/failures/catalogue.ts";
import { httpProblem } from "../../../shared/failures/httpProblem.ts";

describe("an error as an HTTP answer", () => {
  it("says code, title, detail and resolution of a known failure", () => {
    const problem = httpProblem(new BridgeError("ALERT_NOT_JSON", "the body ends in the middle"));

    expect(problem).toEqual({
      status: 400,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
      body: {
        type: "urn:azure-ticket-bridge:failure:ALERT_NOT_JSON",
        title: catalogue.ALERT_NOT_JSON.title,
        status: 400,
        detail: "the body ends in the middle",
        code: "ALERT_NOT_JSON",
        resolution: catalogue.ALERT_NOT_JSON.resolution,
        documentation: "docs/errors/ALERT_NOT_JSON.md",
      },
    });
  });

  it("passes on in whole seconds how long the other side asked us to wait", () => {
    const problem = httpProblem(new BridgeError("SERVICENOW_RATE_LIMITED", "x", { retryAfterMs: 1_200 }));
    expect(problem.headers["retry-after"]).toBe("2");
  });

  it.each([new TypeError("cannot read properties of undefined (reading 'secret')"), "text", undefined, null])(
    "answers 503 to a bug (%s) and keeps its text inside",
    (error) => {
      const problem = httpProblem(error);
      expect(problem).toMatchObject({ status: 503, body: { status: 503, code: "UNEXPECTED" } });
      expect(JSON.stringify(problem)).not.toContain("secret");
    },
  );
});
