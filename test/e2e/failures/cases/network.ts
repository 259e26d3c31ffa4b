import { type FailureCase, struckBy } from "../failureCase.ts";

/** No usable answer comes. */
export const networkCases: readonly FailureCase[] = [
  struckBy({
    code: "SERVICENOW_TIMEOUT",
    when: "ServiceNow takes longer than the time-out",
    detail: /within 2000 ms/,
    fault: "slow",
    rule: { delayMs: 60_000 },
  }),
  struckBy({
    code: "SERVICENOW_CONNECTION_LOST",
    when: "the connection is reset",
    detail: /ECONNRESET|other side closed/,
    fault: "reset",
  }),
  struckBy({
    code: "SERVICENOW_REPLY_CUT",
    when: "the answer stops in the middle of its JSON",
    detail: /20[01], but the JSON ends after \d+ characters/,
    fault: "truncatedReply",
  }),
  {
    code: "SERVICENOW_UNREACHABLE",
    when: "nothing listens at the instance's address",
    detail: /ECONNREFUSED/,
    settings: { SERVICENOW_INSTANCE_URL: "http://127.0.0.1:9" },
    shows: "journal",
    provoke: (stage) => stage.fire(),
  },
];
