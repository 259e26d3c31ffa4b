import type { ServiceNowCode } from "./mayHaveHappened.ts";

/** `{"error":{"message","detail"}}` of the platform; empty texts where it says nothing. */
export type PlatformError = { readonly message: string; readonly detail: string };

export type Diagnosis = {
  readonly code: ServiceNowCode;
  readonly detail: string;
  /** By what it is known: words of ServiceNow's, a page's look, a header; or no more than the status. */
  readonly basis: "text" | "page" | "header" | "status";
};

type Rule = {
  readonly code: ServiceNowCode;
  readonly pattern: RegExp;
  /** Statuses at which the text means this. Left out: at every one. */
  readonly statuses?: readonly number[];
  readonly detail?: (match: RegExpExecArray) => string;
};

/**
 * What the platform's error texts mean, most specific first. Texts follow the user's language, so the patterns rest on
 * what a translation keeps where there is such a thing: the rule's `name^sys_id`, line break and tab before the
 * mandatory fields, class names, the letters ACL. French wordings are accepted beside the English ones.
 */
const rules: readonly Rule[] = [
  {
    code: "SERVICENOW_TRANSACTION_CANCELLED",
    pattern: /transaction cancell?ed|maximum execution time|transaction annulée|durée maximale d.exécution/i,
  },
  {
    code: "SERVICENOW_BUSINESS_RULE_ABORTED",
    // A name may have apostrophes in it: it begins behind a quote that follows a space.
    pattern:
      /(?:^|\s)['"«“‘]\s*((?:(?!\s['"«“‘])[^^\n])+)\^[0-9a-f]{32}|aborted by Business Rule '([^^\n]+?)'(?![\p{L}\d])/iu,
    detail: ([, withId, alone]) => `Business rule “${(withId ?? alone ?? "").trim()}” aborted the operation`,
  },
  {
    code: "SERVICENOW_DATA_POLICY",
    pattern:
      /(?:data policy exception|exception d[e']\s*(?:la )?(?:politique|stratégie) de données)[^]*?:\s*\n\t[^:\n]*:\s*([^\n]+)/i,
    detail: ([, fields]) => `Mandatory fields are missing: ${(fields ?? "").trim()}`,
  },
  {
    code: "SERVICENOW_DATA_POLICY",
    pattern: /:\s*\n\t[^:\n]+:\s*([^\n]+)/,
    statuses: [403],
    detail: ([, fields]) => `Mandatory fields are missing: ${(fields ?? "").trim()}`,
  },
  { code: "SERVICENOW_DATA_POLICY", pattern: /data policy exception|politique de données/i },
  {
    // The table and the scope are between quotes, whatever the language.
    code: "SERVICENOW_CROSS_SCOPE_DENIED",
    pattern: /cross-scope access|accès (?:inter-portées|entre portées)/i,
    statuses: [400, 401, 403, 404],
  },
  {
    code: "SERVICENOW_API_SCOPE_MISSING",
    pattern: /unscoped api|required api access scope|portée d.accès (?:à l.)?api|api sans portée/i,
    statuses: [403],
  },
  { code: "SERVICENOW_API_ACL_DENIED", pattern: /api level acl|acl au niveau de l.api/i, statuses: [403] },
  { code: "SERVICENOW_WEB_ACCESS_DENIED", pattern: /WebServicePolicyValidator/, statuses: [403] },
  {
    code: "SERVICENOW_QUERY_DENIED",
    pattern:
      /insufficient rights to query|permission to be read|query_(?:range|match)|droits insuffisants pour interroger/i,
  },
  {
    code: "SERVICENOW_ACL_DENIED",
    pattern: /ACL\b[^]*?\b(?:(insert|insertion)|(update|mise à jour)|(delete|suppression))/i,
    detail: ([, insert, update]) =>
      `An access rule refused the ${insert !== undefined ? "insert" : update !== undefined ? "update" : "delete"}`,
  },
  { code: "SERVICENOW_ACL_DENIED", pattern: /\bACL Exception\b|\bException ACL\b/i },
  {
    code: "SERVICENOW_TABLE_INVALID",
    pattern: /^(?:invalid table|table (?:non valide|invalide))\s*:?\s*(\S*)/i,
    statuses: [400, 404],
    detail: ([, table]) => `Table ${table ?? ""} is not known`,
  },
  {
    code: "SERVICENOW_REQUEST_TOO_LARGE",
    pattern: /large REST payload|content-length = (\d+)/i,
    statuses: [400, 413],
  },
  {
    code: "SERVICENOW_API_NOT_FOUND",
    pattern: /\bURI\b[^]*\b(?:does not represent|ne représente)/i,
    statuses: [400, 404],
  },
  {
    code: "SERVICENOW_BODY_UNREADABLE",
    pattern: /cannot decode|impossible de décoder/i,
    statuses: [400],
  },
  {
    code: "SERVICENOW_REQUEST_INVALID",
    pattern: /reading request|lecture de la (?:demande|requête)|content-type/i,
    statuses: [400, 404, 405, 406, 415],
  },
  {
    code: "SERVICENOW_RECORD_NOT_FOUND",
    pattern: /no record found|record doesn.t exist|aucun enregistrement/i,
    statuses: [404],
  },
  {
    code: "SERVICENOW_SCRIPT_ERROR",
    pattern: /exception while executing request|exception lors de l.exécution de la (?:demande|requête)/i,
    statuses: [500],
  },
];

/** Undefined: no rule knows the text. `status` may be a 2xx, where success is none. */
export function diagnose(status: number, { message, detail }: PlatformError): Diagnosis | undefined {
  const text = `${message}\n${detail}`;
  for (const rule of rules) {
    if (rule.statuses?.includes(status) === false) continue;
    const match = rule.pattern.exec(text);
    if (match !== null)
      return {
        code: rule.code,
        detail: rule.detail?.(match) ?? describe({ message, detail }),
        basis: "text",
      };
  }
  return undefined;
}

/** One line. */
export function describe({ message, detail }: PlatformError): string {
  const parts = [message, detail === message ? "" : detail].map((part) => part.replace(/\s+/g, " ").trim());
  return parts.filter((part) => part !== "").join(": ");
}
