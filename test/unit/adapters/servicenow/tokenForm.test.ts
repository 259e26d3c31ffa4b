import { describe, expect, it } from "vitest";

import { recordExchange } from "../../../../shared/adapters/servicenow/recordExchange.ts";
import { json } from "./scriptedInstance.ts";

const once = {
  code: "one-time/code+1",
  code_verifier: "verifier-of-43-characters",
  assertion: "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
};

describe("a token request that a partner repeats", () => {
  it.each(Object.entries(once))("shows nothing of the field %s", (name, value) => {
    const body = new URLSearchParams({ grant_type: "g", client_id: "7d3c", [name]: value }).toString();
    const recorded = recordExchange(
      {
        request: {
          method: "POST",
          path: "/oauth_token.do",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body,
          isWrite: false,
          timeoutMs: 30_000,
        },
        answer: json(400, { error: "invalid_request", said: `${body} ${value}` }),
        startedMs: 0,
        endedMs: 1,
      },
      [],
    );
    const text = JSON.stringify(recorded);
    expect(text).not.toContain(value);
    expect(text).not.toContain(encodeURIComponent(value));
    expect(text).toContain("client_id=7d3c");
  });
});
