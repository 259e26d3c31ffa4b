import { describe, expect, it } from "vitest";
import { makeSandboxClock } from "../../../../../local/servicenow/platform/clock.ts";

const hourMs = 3_600_000;

describe("the sandbox's clock", () => {
  it("follows another one, with an offset that can be set, moved and taken back", () => {
    let followedMs = 1_000;
    const clock = makeSandboxClock(() => followedMs);
    expect(clock.nowMs()).toBe(1_000);
    clock.advanceMs(500);
    clock.advanceMs(-100);
    followedMs += 10;
    expect(clock.nowMs()).toBe(1_410);
    clock.setOffset(-300_000);
    expect(clock.nowMs()).toBe(1_010 - 300_000);
    clock.set(Date.parse("2026-03-04T10:00:00Z"));
    followedMs += 60_000;
    expect(clock.read().nowUtc).toBe("2026-03-04T10:01:00.000Z");
    clock.reset();
    expect(clock.read()).toEqual({ nowUtc: "1970-01-01T00:01:01.010Z", offsetMs: 0, driftMsPerHour: 0 });
  });

  it("drifts from the moment on when it is told to", () => {
    let followedMs = 0;
    const clock = makeSandboxClock(() => followedMs);
    clock.setOffset(100);
    clock.setDrift(1_000);
    expect(clock.nowMs()).toBe(100);
    followedMs = 2 * hourMs;
    expect(clock.nowMs()).toBe(2 * hourMs + 2_100);
    clock.setDrift(0);
    followedMs = 3 * hourMs;
    expect(clock.nowMs()).toBe(3 * hourMs + 2_100);
  });
});
