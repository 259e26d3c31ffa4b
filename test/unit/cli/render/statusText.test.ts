import { describe, expect, it } from "vitest";

import { connectionsAnswer } from "../../../../cli/connections/statusAnswers.ts";
import { statusText } from "../../../../cli/render/statusText.ts";
import { coloursFor } from "../../../../local/start/colours.ts";

const failure = {
  code: "SERVICENOW_TOKEN_REFUSED",
  title: "ServiceNow gives no access token",
  detail: "401 to the client_credentials grant",
  resolution: "Check the client's id and secret.",
};
const atUtc = "2026-03-01T12:00:00.000Z";

function shown(pauseCode: string): string {
  const { connections } = connectionsAnswer.parse({
    connections: [
      {
        name: "contoso",
        url: "https://contoso.service-now.com",
        health: "incomplete",
        summary: "Messages wait.",
        setup: {
          state: "syncing",
          grant: "clientCredentials",
          account: null,
          connectedSinceUtc: null,
          accessEndsUtc: null,
          refreshSinceUtc: null,
          ends: [],
          sync: { lastUtc: null, running: null, problem: { ...failure, atUtc }, read: null },
        },
        pause: {
          ...{ ...failure, code: pauseCode, failedTries: 1, sinceUtc: atUtc, untilUtc: atUtc },
          ...(pauseCode === failure.code ? {} : { resolution: "Check the network." }),
        },
        slowed: null,
        lastSuccessUtc: null,
        lastFailure: null,
        waiting: { critical: 0, ordinary: 0, deadLetters: { count: 0, hasMore: false }, oldest: null },
        limit: null,
        thisHour: { calls: 0, refusedCalls: 0, savedCalls: 0 },
      },
    ],
  });
  return statusText(connections, new Date(atUtc), coloursFor({ isTTY: false }, {}));
}

describe("the status of a connection that rests while it is set up", () => {
  it("says what to do once where both have the same cause", () => {
    expect(shown(failure.code).split(failure.resolution)).toHaveLength(2);
  });

  it("says it for the synchronisation, too, where that has another cause", () => {
    expect(shown("SERVICENOW_UNREACHABLE")).toContain(failure.resolution);
  });
});
