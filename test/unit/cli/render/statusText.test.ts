import { describe, expect, it } from "vitest";

import { connectionsAnswer } from "../../../../cli/connections/statusAnswers.ts";
import { statusText } from "../../../../cli/render/statusText.ts";
import { coloursFor } from "../../../../local/start/colours.ts";

const failure = {
  code: "SERVICENOW_TOKEN_REFUSED",
  title: "ServiceNow gives no access token",
  detail: "401 to the client_credentials grant",
  resolution: "Check the client's id and secret: connections credentials <name>",
};
const resolution = failure.resolution.replace("<name>", "contoso");
const atUtc = "2026-03-01T12:00:00.000Z";

const pauseFor = (code: string) => ({
  ...{ ...failure, code, failedTries: 1, sinceUtc: atUtc, untilUtc: atUtc },
  ...(code === failure.code ? {} : { resolution: "Check the network." }),
});
const newSetup = {
  state: "syncing",
  grant: "clientCredentials",
  account: null,
  connectedSinceUtc: null,
  accessEndsUtc: null,
  refreshSinceUtc: null,
  ends: [],
  sync: { lastUtc: null, running: null, problem: { ...failure, atUtc }, read: null },
};

function textOf(more: object): string {
  const { connections } = connectionsAnswer.parse({
    connections: [
      {
        name: "contoso",
        url: "https://contoso.service-now.com",
        health: "incomplete",
        summary: "Messages wait.",
        setup: newSetup,
        pause: null,
        slowed: null,
        lastSuccessUtc: null,
        lastFailure: null,
        waiting: { critical: 0, ordinary: 0, deadLetters: { count: 0, hasMore: false }, oldest: null },
        limit: null,
        thisHour: { calls: 0, refusedCalls: 0, savedCalls: 0 },
        ...more,
      },
    ],
  });
  return statusText(connections, new Date(atUtc), coloursFor({ isTTY: false }, {}));
}

const shown = (pauseCode: string) => textOf({ pause: pauseFor(pauseCode) });

describe("the status of a connection that rests while it is set up", () => {
  it("says what to do once where both have the same cause", () => {
    expect(shown(failure.code).split(resolution)).toHaveLength(2);
  });

  it("names the connection where the catalogue speaks of any", () => {
    expect(shown("SERVICENOW_UNREACHABLE")).toContain("connections credentials contoso");
  });

  it("says it for the synchronisation, too, where that has another cause", () => {
    expect(shown("SERVICENOW_UNREACHABLE")).toContain(resolution);
  });
});

describe("the status of a connection", () => {
  it("says since when it is connected, when its tokens end, and when its last calls were", () => {
    const end = { of: "refreshToken", endsUtc: "2026-05-30T12:00:00.000Z", isReplacedByItself: false };
    const setup = {
      ...newSetup,
      state: "ready",
      grant: "authorizationCode",
      account: "bridge.integration",
      connectedSinceUtc: "2026-02-28T12:00:00.000Z",
      accessEndsUtc: "2026-03-01T12:30:00.000Z",
      ends: [{ ...end, warning: null }],
    };
    const lines = textOf({
      health: "healthy",
      setup,
      lastSuccessUtc: "2026-03-01T11:59:00.000Z",
      lastFailure: { ...failure, atUtc: "2026-03-01T10:00:00.000Z" },
    }).split("\n");
    expect(lines.map((line) => line.trim())).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^access +authorization code as bridge\.integration$/),
        "since 2026-02-28 12:00:00 UTC (24 h 0 min ago)",
        expect.stringMatching(/^access token +ends 2026-03-01 12:30:00 UTC \(in 30 min\); renewed before$/),
        expect.stringMatching(/^refresh token +ends 2026-05-30 12:00:00 UTC \(in 90 d 0 h\)$/),
        expect.stringMatching(/^last good call +2026-03-01 11:59:00 UTC \(60 s ago\)$/),
        expect.stringMatching(
          /^last failure +2026-03-01 10:00:00 UTC \(2 h 0 min ago\), SERVICENOW_TOKEN_REFUSED$/,
        ),
      ]),
    );
  });
});
