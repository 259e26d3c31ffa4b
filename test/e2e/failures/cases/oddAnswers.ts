import { type FailureCase, struckBy } from "../failureCase.ts";

/** Success that is none, and what nobody knows. */
export const oddAnswerCases: readonly FailureCase[] = [
  struckBy({
    code: "SERVICENOW_LOGIN_PAGE",
    when: "single sign-on answers",
    detail: /login page came in place of data/,
    fault: "loginPage",
  }),
  struckBy({
    code: "SERVICENOW_LOGIN_PAGE",
    when: "single sign-on redirects to its page",
    // Without the query, which may carry a token.
    detail: /Redirected to a login page at \S*login_with_sso\.do$/,
    fault: "loginRedirect",
  }),
  struckBy({
    code: "SERVICENOW_REDIRECTED",
    when: "the instance has another address now",
    detail: /301, to \S+/,
    fault: "redirected",
  }),
  struckBy({
    code: "SERVICENOW_REPLY_NOT_JSON",
    when: "a proxy in between shows a page of its own",
    detail: /200 with content type text\/html/,
    fault: "strangePage",
  }),
  struckBy({
    code: "SERVICENOW_UNEXPECTED_RESPONSE",
    when: "the refusal has a reason that nobody knows",
    detail: /403: \S/,
    fault: "policyDenied",
  }),
];
