import { describe, expect, it } from "vitest";

import { startRecording } from "../../../shared/journal/recorder.ts";
import { settableClock } from "../../support/contracts/storageBuilders.ts";

const end = { step: "ended", outcome: "delivered", because: "first of its kind" } as const;

describe("the recording of an attempt", () => {
  it("has every step with its moment, in order, and ends with its end", () => {
    const clock = settableClock("2026-03-01T12:00:00.000Z");
    const recorder = startRecording({ deliveryId: "dlv-1", attempt: 2 }, clock);
    recorder.add({ step: "planned", plan: "create", because: "first of its kind" });
    clock.advanceMs(250);
    recorder.observe({ method: "POST", path: "/incidents", status: 201, durationMs: 250 });
    clock.advanceMs(1);

    expect(recorder.entry(end)).toEqual({
      deliveryId: "dlv-1",
      attempt: 2,
      atUtc: "2026-03-01T12:00:00.000Z",
      steps: [
        { step: "planned", plan: "create", because: "first of its kind", atUtc: "2026-03-01T12:00:00.000Z" },
        {
          step: "called",
          method: "POST",
          path: "/incidents",
          status: 201,
          durationMs: 250,
          atUtc: "2026-03-01T12:00:00.250Z",
        },
        { ...end, atUtc: "2026-03-01T12:00:00.251Z" },
      ],
    });
  });

  it("can be ended again when a write met a conflict: what was added since is there, the former end is not", () => {
    const recorder = startRecording({ deliveryId: "dlv-1", attempt: 1 }, settableClock());
    const first = recorder.entry(end);
    recorder.add({ step: "planned", plan: "skip", because: "duplicate" });
    const second = recorder.entry({ ...end, outcome: "skipped" });

    expect(first.steps.map(({ step }) => step)).toEqual(["ended"]);
    expect(second.steps.map(({ step }) => step)).toEqual(["planned", "ended"]);
  });
});
