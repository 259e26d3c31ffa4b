import { describe, expect, it } from "vitest";
import { parseHostJson } from "../../../../local/host/hostJson.ts";

describe("host.json", () => {
  it("has the real host's defaults", () => {
    expect(parseHostJson({ version: "2.0" })).toEqual({
      functionTimeoutMs: 30 * 60_000,
      routePrefix: "api",
      logLevels: {},
      queues: {
        batchSize: 16,
        newBatchThreshold: 8,
        maxDequeueCount: 5,
        visibilityTimeoutMs: 0,
        maxPollingIntervalMs: 60_000,
        messageEncoding: "base64",
      },
    });
  });

  it("is read in the real host's units", () => {
    const options = parseHostJson({
      functionTimeout: "00:05:00",
      extensions: {
        http: { routePrefix: "" },
        queues: {
          batchSize: 9,
          visibilityTimeout: "00:00:30",
          maxPollingInterval: "00:00:02.5",
          messageEncoding: "None",
        },
        serviceBus: { maxConcurrentCalls: 8 },
      },
      logging: { logLevel: { default: "Warning" } },
    });
    expect(options).toMatchObject({
      functionTimeoutMs: 300_000,
      routePrefix: "",
      logLevels: { default: "warning" },
      queues: {
        newBatchThreshold: 4,
        visibilityTimeoutMs: 30_000,
        maxPollingIntervalMs: 2_500,
        messageEncoding: "none",
      },
    });
  });

  it("may set no limit for functions", () => {
    expect(parseHostJson({ functionTimeout: "-1" }).functionTimeoutMs).toBeUndefined();
  });

  it("is complained about in one go, with paths", () => {
    const wrong = {
      functionTimeout: "soon",
      extensions: { queues: { batchSize: 64, messageEncoding: "gzip" } },
    };
    expect(() => parseHostJson(wrong)).toThrow(
      /^host\.json is not usable: functionTimeout: .*; extensions\.queues\.batchSize: .*; extensions\.queues\.messageEncoding: /,
    );
  });
});
