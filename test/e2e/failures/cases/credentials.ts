import type { FaultKind } from "../../../../local/servicenow/faults/faultKinds.ts";
import type { FailureCase } from "../failureCase.ts";

type CredentialCase = Pick<FailureCase, "code" | "when" | "detail" | "settings"> & {
  /** Strikes whatever is asked first. */
  readonly fault?: FaultKind;
};

/** Nothing is tried again for minutes, so that the account is not locked: the message is left waiting. */
function refused({ fault, ...common }: CredentialCase): FailureCase {
  return {
    ...common,
    isFresh: true,
    shows: "journal",
    afterwards: "waits",
    async provoke(stage) {
      if (fault !== undefined) stage.world.sandbox.faults.set({ kind: fault });
      return stage.fire();
    },
  };
}

/** The caller is not who it has to be. */
export const credentialCases: readonly FailureCase[] = [
  refused({
    code: "SERVICENOW_TOKEN_REFUSED",
    when: "the integration user's password is wrong, and a token is asked for with it",
    detail: /401 to the password grant: server_error: access_denied/,
    settings: { SERVICENOW_PASSWORD: "no-longer-right" },
  }),
  refused({
    code: "SERVICENOW_CLIENT_REJECTED",
    when: "ServiceNow says that it does not know the OAuth client",
    detail: /401 to the password grant: invalid_client/,
    fault: "invalidClient",
  }),
  refused({
    code: "SERVICENOW_GRANT_REJECTED",
    when: "ServiceNow says that the grant is not valid",
    detail: /401 to the password grant: invalid_grant/,
    fault: "invalidGrant",
  }),
  refused({
    code: "SERVICENOW_GRANT_NOT_ALLOWED",
    when: "ServiceNow says that it has no password grant",
    detail: /400 to the password grant: unsupported_grant_type/,
    fault: "unsupportedGrant",
  }),
  refused({
    code: "SERVICENOW_TOKEN_REPLY_INVALID",
    when: "the token endpoint's success has no token in it",
    detail: /200 without an access token/,
    fault: "tokenMissing",
  }),
  refused({
    code: "SERVICENOW_TOKEN_NOT_ACCEPTED",
    when: "ServiceNow does not take the token that it has just given",
    detail: /401: User is not authenticated/,
    fault: "unauthorized",
  }),
  refused({
    code: "SERVICENOW_MFA_REQUIRED",
    when: "ServiceNow asks for a one-time password",
    detail: /one-time password/,
    settings: { SERVICENOW_GRANT: "basic" },
    fault: "mfaRequired",
  }),
  refused({
    code: "SERVICENOW_CREDENTIALS_REJECTED",
    when: "the integration user's password is wrong, with Basic authentication",
    detail: /401: User is not authenticated/,
    settings: { SERVICENOW_GRANT: "basic", SERVICENOW_PASSWORD: "no-longer-right" },
  }),
];
