import type { HttpHandler } from "@azure/functions";
import { describe, expect, it } from "vitest";

import { health, ready } from "../../../functions/health.ts";
import type { Readiness } from "../../../shared/bridge.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { aRequest, anInvocation } from "../../support/builders/httpRequests.ts";

async function get(handler: HttpHandler) {
  const { context } = anInvocation();
  const answer = (await handler(aRequest({}), context)) as { status: number; body: string };
  return { status: answer.status, body: JSON.parse(answer.body) as unknown };
}

const readyWith = (readiness: Readiness) =>
  ready(() => Promise.resolve({ readiness: () => Promise.resolve(readiness) }));

describe("health", () => {
  it("is alive whatever becomes of storage and ServiceNow", async () => {
    expect(await get(health())).toEqual({ status: 200, body: { status: "alive" } });
  });
});

describe("readiness", () => {
  const checks = [
    { name: "connection", status: "failed", detail: "SERVICENOW_HIBERNATING: asleep" },
  ] as const;

  it("is 200 while alerts can be taken in, even if the connection is down", async () => {
    const readiness: Readiness = { status: "ready", checks };
    expect(await get(readyWith(readiness))).toEqual({ status: 200, body: readiness });
  });

  it("is 503 when alerts cannot be taken in", async () => {
    const readiness: Readiness = { status: "notReady", checks };
    expect(await get(readyWith(readiness))).toEqual({ status: 503, body: readiness });
  });

  it("is 503 with why, if the bridge cannot be made", async () => {
    const handler = ready(() => Promise.reject(new BridgeError("BRIDGE_STARTING", "BRIDGE_STORAGE: set it")));
    expect(await get(handler)).toEqual({
      status: 503,
      body: {
        status: "notReady",
        checks: [{ name: "start", status: "failed", detail: "BRIDGE_STARTING: BRIDGE_STORAGE: set it" }],
      },
    });
  });

  it("keeps the text of a fault of ours to the log", async () => {
    const { body } = await get(ready(() => Promise.reject(new TypeError("hunter2"))));
    expect(JSON.stringify(body)).not.toContain("hunter2");
    const failing = ready(() =>
      Promise.resolve({ readiness: () => Promise.reject(new TypeError("hunter2")) }),
    );
    expect(await get(failing)).toMatchObject({ status: 503, body: { code: "UNEXPECTED" } });
  });
});
