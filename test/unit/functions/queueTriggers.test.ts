import type { Timer } from "@azure/functions";
import { describe, expect, it } from "vitest";

import { captureDeadLetter, capturePoison } from "../../../functions/captureDeadLetter.ts";
import { deliverWork } from "../../../functions/deliverWork.ts";
import { sweepAbandoned } from "../../../functions/sweepAbandoned.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import { anInvocation } from "../../support/builders/httpRequests.ts";

const message = { v: 1, kind: "delivery" };
const timer: Timer = {
  isPastDue: false,
  schedule: { adjustForDST: false },
  scheduleStatus: { last: "", lastUpdated: "", next: "" },
};

describe("a message of the work queue", () => {
  it("is delivered, and done whatever the outcome is", async () => {
    const delivered: unknown[] = [];
    const deliver = async (value: unknown) => {
      delivered.push(value);
      return { kind: "deadLettered", code: "SERVICENOW_BUSY", detail: "" } as const;
    };
    await deliverWork(() => Promise.resolve({ deliver }))(message, anInvocation().context);
    expect(delivered).toEqual([message]);
  });

  it.each([
    ["storage fails", new BridgeError("STORAGE_UNAVAILABLE", "away")],
    ["there is a bug", new TypeError("bug")],
  ])("stays with the host if %s", async (_what, error) => {
    const deliver = () => Promise.reject(error);
    await expect(
      deliverWork(() => Promise.resolve({ deliver }))(message, anInvocation().context),
    ).rejects.toBe(error);
  });

  it("stays with the host while the bridge cannot be made", async () => {
    const starting = new BridgeError("BRIDGE_STARTING", "not yet");
    await expect(deliverWork(() => Promise.reject(starting))(message, anInvocation().context)).rejects.toBe(
      starting,
    );
  });
});

describe("a message that the host gave up on", () => {
  async function captured(metadata: Record<string, unknown>) {
    const seen: unknown[] = [];
    const bridge = { capturePoison: async (...args: unknown[]) => void seen.push(args) };
    await capturePoison(() => Promise.resolve(bridge))("<xml/>", anInvocation(metadata).context);
    return seen;
  }

  it("is captured with the moment at which it was given up", async () => {
    expect(await captured({ insertionTime: "2026-03-01T12:50:00+00:00" })).toEqual([
      ["<xml/>", "2026-03-01T12:50:00+00:00"],
    ]);
  });

  it.each([{}, { insertionTime: 5 }])(
    "is captured without one, if the host does not say it (%j)",
    async (metadata) => {
      expect(await captured(metadata)).toEqual([["<xml/>", undefined]]);
    },
  );
});

it("a dead letter on its way into the index is handed on as it is", async () => {
  const seen: unknown[] = [];
  const bridge = { captureDeadLetter: async (letter: unknown) => void seen.push(letter) };
  await captureDeadLetter(() => Promise.resolve(bridge))({ id: "dl-1" }, anInvocation().context);
  expect(seen).toEqual([{ id: "dl-1" }]);
});

describe("the sweep's timer", () => {
  it.each([
    [0, []],
    [3, ["information sweep.finished: 3 messages put back"]],
  ])("says so in the log if %i messages were put back", async (count, lines) => {
    const { context, logged } = anInvocation();
    await sweepAbandoned(() => Promise.resolve({ sweep: () => Promise.resolve(count) }))(timer, context);
    expect(logged).toEqual(lines);
  });
});
