import { expect, it } from "vitest";

import { faultGroups } from "../../../../../local/servicenow/faults/faultGroups.ts";
import { faultKinds } from "../../../../../local/servicenow/faults/faultKinds.ts";

it("every fault is in one group, and no group is empty or far too long", () => {
  expect(faultGroups.flatMap(({ kinds }) => kinds)).toEqual(Object.keys(faultKinds));
  expect(faultGroups).toHaveLength(6);
  for (const { kinds } of faultGroups) {
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.length).toBeLessThan(20);
  }
});
