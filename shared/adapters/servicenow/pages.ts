import type { Answer } from "./answer.ts";
import type { Diagnosis } from "./errorTexts.ts";

/** What pages about it say; ServiceNow's own wording is documented nowhere. */
const maintenance =
  /\b(?:scheduled|planned|under|undergoing|for|system|site) maintenance\b|\bmaintenance (?:window|mode|in progress|page)\b|being upgraded|upgrade (?:is )?in progress|en (?:cours de )?maintenance|maintenance (?:planifiée|programmée|en cours)|mise à niveau en cours/i;

/**
 * What an HTML page, or a redirect to one, says that came where data was expected. Undefined: an unknown page.
 * Only the hibernation page's title and phrases are attested, so any of them will do.
 */
export function diagnosePage(text: string, location?: string): Diagnosis | undefined {
  if (/Instance Hibernating|Hibernating Instance|why instances hibernate/i.test(text)) {
    return {
      code: "SERVICENOW_HIBERNATING",
      detail: "The hibernation page came in place of data",
      basis: "page",
    };
  }
  if (
    location !== undefined &&
    /(?<![a-z])(?:log_?in|logon|sign_?in|sso|saml2?|oauth2?|adfs|auth)(?![a-z])/i.test(location)
  ) {
    return {
      code: "SERVICENOW_LOGIN_PAGE",
      detail: `Redirected to a login page at ${location.replace(/[?#].*$/, "")}`,
      basis: "header",
    };
  }
  if (
    /type\s*=\s*["']?password\b|SAMLRequest|login_redirect|<title>[^<]*\b(?:log ?in|sign ?in|connexion)\b/i.test(
      text,
    )
  ) {
    return { code: "SERVICENOW_LOGIN_PAGE", detail: "A login page came in place of data", basis: "page" };
  }
  if (/^\s*</.test(text) && maintenance.test(text)) {
    const detail = "A page about maintenance or an upgrade came in place of data";
    return { code: "SERVICENOW_MAINTENANCE", detail, basis: "page" };
  }
  return undefined;
}

const longestTitle = 100;

/** ` with the page “Bad Gateway”`, so that a bare status says more; empty where no page with a title came. */
export function pageTitle({ text }: Pick<Answer, "text">): string {
  const title = /<title\b[^>]*>([^<]*)/i.exec(text.slice(0, 20_000))?.[1]?.replace(/\s+/g, " ").trim() ?? "";
  if (title === "") return "";
  return ` with the page “${title.length > longestTitle ? `${title.slice(0, longestTitle)}…` : title}”`;
}
