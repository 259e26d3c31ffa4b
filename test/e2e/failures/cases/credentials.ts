import type { FailureCase } from "../failureCase.ts";

/** The caller is not who it has to be. */
export const credentialCases: readonly FailureCase[] = [
  {
    code: "SERVICENOW_TOKEN_REFUSED",
    when: "the integration user's password is wrong, and a token is asked for with it",
    detail: /401 to the password grant: server_error: access_denied/,
    settings: { SERVICENOW_PASSWORD: "no-longer-right" },
    shows: "journal",
    // It is not tried again for minutes, so that the account is not locked.
    isDeliveredAfterwards: false,
    provoke: (stage) => stage.fire(),
  },
  {
    code: "SERVICENOW_CREDENTIALS_REJECTED",
    when: "the integration user's password is wrong, with Basic authentication",
    detail: /401: User is not authenticated/,
    settings: { SERVICENOW_GRANT: "basic", SERVICENOW_PASSWORD: "no-longer-right" },
    shows: "journal",
    isDeliveredAfterwards: false,
    provoke: (stage) => stage.fire(),
  },
];
