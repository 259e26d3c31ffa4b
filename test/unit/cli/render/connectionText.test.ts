import { describe, expect, it } from "vitest";

import { connectionText } from "../../../../cli/render/connectionText.ts";
import type { ConnectionView } from "../../../../cli/connections/connectionAnswers.ts";

const view: ConnectionView = {
  name: "contoso",
  instanceUrl: "https://contoso.service-now.com",
  source: "stored",
  state: "ready",
  grant: { kind: "clientCredentials", clientId: "7d3c", clientSecret: "store:contoso--client-secret" },
  secrets: { clientSecret: "store:contoso--client-secret" },
  endsUtc: {},
  synchronise: ["incident", "changeRequest"],
  daysBack: 60,
  createMissingCi: true,
  ticketStates: { onHold: "Wartet" },
  refreshTokenLifespanSeconds: 7_776_000,
  routes: ["all"],
};

describe("a connection that is shown", () => {
  it("does not claim that something comes of what is kept for later", () => {
    const lines = connectionText(view)
      .split("\n")
      .map((line) => line.trim());
    const later = "(kept for later; nothing comes of it yet)";
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^synchronise +incident, changeRequest \(kept for later/),
        expect.stringMatching(/^days back +60 \(kept for later/),
        expect.stringMatching(/^missing CIs +are to be created \(kept for later/),
        expect.stringMatching(/^state onHold +is called Wartet \(kept for later/),
      ]),
    );
    const plain = connectionText({ ...view, synchronise: ["incident"], createMissingCi: false });
    expect(plain).toMatch(/synchronise +incident$/m);
    expect(plain).toMatch(/missing CIs +are not created$/m);
    expect(plain.split(later)).toHaveLength(3);
  });
});
