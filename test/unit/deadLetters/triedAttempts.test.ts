import { describe, expect, it } from "vitest";

import { triedAttempts } from "../../../shared/deadLetters/triedAttempts.ts";
import type { JournalStep } from "../../../shared/journal/journal.ts";
import { aJournalEntry } from "../../support/contracts/storageBuilders.ts";

const atUtc = "2026-03-01T12:00:00.000Z";

const called = (method: string, path: string, status?: number, code?: "SERVICENOW_CREDENTIALS_REJECTED") =>
  ({
    step: "called",
    atUtc,
    method,
    path,
    status,
    durationMs: 5,
    ...(code === undefined ? {} : { code }),
  }) as const satisfies JournalStep;

function didIn(...steps: readonly JournalStep[]): readonly string[] {
  return triedAttempts([aJournalEntry({ steps })])[0]?.did ?? [];
}

describe("what the bridge already did about a message", () => {
  it("is one attempt after the other, with how each ended", () => {
    const ended = {
      step: "ended",
      atUtc,
      outcome: "retrying",
      because: "429",
      code: "SERVICENOW_BUSY",
    } as const;
    const entries = [
      aJournalEntry({ steps: [{ ...ended, nextAttemptAtUtc: "2026-03-01T12:00:05.000Z" }] }),
      aJournalEntry({ attempt: 2, steps: [{ ...ended, outcome: "deadLettered" }] }),
    ];
    expect(triedAttempts(entries)).toEqual([
      {
        attempt: 1,
        startedAtUtc: atUtc,
        outcome: "retrying",
        code: "SERVICENOW_BUSY",
        because: "429",
        did: ["Put the message back, to be tried again at 2026-03-01T12:00:05.000Z"],
      },
      {
        attempt: 2,
        startedAtUtc: atUtc,
        outcome: "deadLettered",
        code: "SERVICENOW_BUSY",
        because: "429",
        did: [],
      },
    ]);
  });

  it.each([
    {
      what: "a token it asked for",
      steps: [called("POST", "/oauth_token.do", 200)],
      did: ["Asked for an access token"],
    },
    {
      what: "a token it renewed",
      steps: [
        called("POST", "/api/now/table/incident", 401, "SERVICENOW_CREDENTIALS_REJECTED"),
        called("POST", "/oauth_token.do", 200),
      ],
      did: [
        "Sent one POST to ServiceNow (answer 401)",
        "Renewed the access token after the last one was rejected",
      ],
    },
    {
      what: "a token it did not get",
      steps: [called("POST", "/oauth_token.do", 401, "SERVICENOW_CREDENTIALS_REJECTED")],
      did: ["Asked for an access token, in vain (answer 401)"],
    },
    {
      what: "a look before a repeat",
      steps: [
        called("GET", "/api/now/table/incident?sysparm_query=x", 200),
        { step: "recovered", atUtc, action: "create", found: "not done" } as const,
      ],
      did: [
        "Looked in ServiceNow before writing",
        "Looked whether the create of an earlier attempt had happened: not done",
      ],
    },
    {
      what: "a write without an answer",
      steps: [called("PATCH", "/api/now/table/incident/1")],
      did: ["Sent one PATCH to ServiceNow (no answer)"],
    },
    {
      what: "fields that were stored otherwise",
      steps: [
        {
          step: "drifted",
          atUtc,
          fields: [{ field: "short_description", sent: "long", stored: "lo" }],
        } as const,
      ],
      did: ["Compared what ServiceNow stored with what was sent; different: short_description"],
    },
  ])("tells of $what", ({ steps, did }) => {
    expect(didIn(...steps)).toEqual(did);
  });

  it("says the same thing once", () => {
    const look = called("GET", "/api/now/table/incident/1", 200);
    expect(didIn(look, look, look)).toHaveLength(1);
  });
});
