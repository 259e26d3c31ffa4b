import { describe, expect, it } from "vitest";

import { connectionsAnswer } from "../../../../cli/connections/statusAnswers.ts";
import { connectionListText } from "../../../../cli/render/connectionListText.ts";
import { coloursFor } from "../../../../local/start/colours.ts";

const nowUtc = "2026-03-01T12:00:00.000Z";

type Setup = { readonly state?: string; readonly grant?: string; readonly ends?: readonly object[] };

function aConnection(name: string, overrides: object, setup: Setup = {}) {
  return {
    name,
    url: `https://${name}.service-now.com`,
    health: "healthy",
    summary: "Messages go through as they come.",
    setup: { state: "ready", grant: "clientCredentials", ends: [], sync: {}, ...setup },
    waiting: { critical: 0, ordinary: 0, deadLetters: { count: 0, hasMore: false } },
    thisHour: { calls: 0, refusedCalls: 0, savedCalls: 0 },
    ...overrides,
  };
}

function listed(...connections: readonly object[]): readonly string[] {
  const { connections: all } = connectionsAnswer.parse({ connections });
  return connectionListText(all, new Date(nowUtc), coloursFor({ isTTY: false }, {})).split("\n");
}

const refreshToken = { of: "refreshToken", endsUtc: "2026-05-30T12:00:00.000Z", isReplacedByItself: false };
const clientSecret = { of: "clientSecret", endsUtc: "2026-03-02T12:00:00.000Z", isReplacedByItself: false };

describe("the list of connections", () => {
  it("has each on a line: instance, grant, state, and what ends first", () => {
    expect(
      listed(
        aConnection("contoso", {}, { grant: "authorizationCode", ends: [refreshToken, clientSecret] }),
        aConnection("fabrikam", {}),
      ),
    ).toEqual([
      "NAME      INSTANCE                          GRANT               STATE    ACCESS ENDS",
      "contoso   https://contoso.service-now.com   authorization code  healthy  2026-03-02 (1 day, client secret)",
      "fabrikam  https://fabrikam.service-now.com  client credentials  healthy  no date is known",
    ]);
  });

  it.each<[string, object, RegExp]>([
    ["is replaced by itself", { ...refreshToken, isReplacedByItself: true }, /no date is known$/],
    [
      "is over",
      { ...refreshToken, endsUtc: "2026-02-28T12:00:00.000Z" },
      /2026-02-28 \(over, refresh token\)$/,
    ],
  ])("says of an end that %s no more than matters", (_what, end, said) => {
    expect(listed(aConnection("contoso", {}, { ends: [end] }))[1]).toMatch(said);
  });

  it("says beneath what somebody should see to, and where more is said", () => {
    const summary = "Messages wait until somebody has signed in.";
    const lines = listed(
      aConnection("contoso", { health: "incomplete", summary }, { state: "unauthorised" }),
      aConnection("fabrikam", {}),
    );
    expect(lines[1]).toMatch(/incomplete +nobody has signed in yet$/);
    expect(lines.slice(3)).toEqual([
      "",
      "! contoso is incomplete",
      `  ${summary}`,
      "  npm run bridge -- status contoso says what to do.",
    ]);
  });

  it("warns of what ends soon, though all is well yet", () => {
    const warning = { daysBefore: 1, severity: 1, title: "It ends tomorrow", advice: ["Renew it."] };
    const lines = listed(aConnection("contoso", {}, { ends: [{ ...clientSecret, warning }] }));
    expect(lines.slice(2)).toEqual([
      "",
      "! It ends tomorrow",
      "  npm run bridge -- status contoso says what to do.",
    ]);
  });
});
