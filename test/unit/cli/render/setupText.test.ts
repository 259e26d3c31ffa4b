import { describe, expect, it } from "vitest";

import { setupRows } from "../../../../cli/render/setupText.ts";
import { coloursFor } from "../../../../local/start/colours.ts";

const sync = { lastUtc: null, running: null, problem: null, read: null };

describe("the access of a connection", () => {
  it("is shown with why another grant would be better", () => {
    const grantWarning = "ServiceNow is retiring Basic authentication";
    const setup = { state: "ready", grant: "basic", grantWarning, ends: [], sync };
    const [row] = setupRows(setup, (utc) => utc, coloursFor({ isTTY: false }, {}));
    expect(row).toEqual(["access", `Basic authentication\n${grantWarning}`]);
  });
});
