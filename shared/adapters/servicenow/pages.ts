import type { Diagnosis } from "./errorTexts.ts";

/**
 * What an HTML page, or a redirect to one, says that came where data was expected. Undefined: an unknown page.
 * Only the hibernation page's title and phrases are attested, so any of them will do.
 */
export function diagnosePage(text: string, location?: string): Diagnosis | undefined {
  if (/Instance Hibernating|Hibernating Instance|why instances hibernate/i.test(text)) {
    return { code: "SERVICENOW_HIBERNATING", detail: "The hibernation page came in place of data" };
  }
  if (
    location !== undefined &&
    /(?<![a-z])(?:log_?in|logon|sign_?in|sso|saml2?|oauth2?|adfs|auth)(?![a-z])/i.test(location)
  ) {
    return {
      code: "SERVICENOW_LOGIN_PAGE",
      detail: `Redirected to a login page at ${location.replace(/[?#].*$/, "")}`,
    };
  }
  if (
    /type\s*=\s*["']?password\b|SAMLRequest|login_redirect|<title>[^<]*\b(?:log ?in|sign ?in|connexion)\b/i.test(
      text,
    )
  ) {
    return { code: "SERVICENOW_LOGIN_PAGE", detail: "A login page came in place of data" };
  }
  return undefined;
}
