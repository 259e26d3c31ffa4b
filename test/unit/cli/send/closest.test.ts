import { describe, expect, it } from "vitest";

import { closest, editDistance } from "../../../../cli/send/closest.ts";

const names = ["metric", "metric-dynamic", "log", "log-v1", "service-health", "budget"];

describe("closest", () => {
  it.each`
    typed              | meant
    ${"metrc"}         | ${"metric"}
    ${"METRIC"}        | ${"metric"}
    ${"emtric"}        | ${"metric"}
    ${"lgo"}           | ${"log"}
    ${"servicehealth"} | ${"service-health"}
    ${"serv"}          | ${"service-health"}
    ${"elephant"}      | ${undefined}
  `("understands $typed as $meant", ({ typed, meant }: { typed: string; meant: string | undefined }) => {
    expect(closest(typed, names)).toBe(meant);
  });
});

describe("editDistance", () => {
  it.each([
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["abc", "acb", 1],
    ["kitten", "sitting", 3],
  ])("between %j and %j is %i", (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
  });
});
