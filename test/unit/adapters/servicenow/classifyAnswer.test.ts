import { describe, expect, it } from "vitest";
import { classifyAnswer } from "../../../../shared/adapters/servicenow/classifyAnswer.ts";
import type { Answer } from "../../../../shared/adapters/servicenow/answer.ts";
import { catalogue } from "../../../../shared/failures/catalogue.ts";
import { html, json } from "./scriptedInstance.ts";

const context = { isWrite: true, isDeveloperInstance: false };

function codeOf(answer: Answer, overrides: Partial<typeof context> = {}): string {
  const classified = classifyAnswer(answer, { ...context, ...overrides });
  return classified.kind === "success" ? "success" : classified.code;
}

function detailOf(answer: Answer): string {
  const classified = classifyAnswer(answer, context);
  return classified.kind === "success" ? "" : classified.detail;
}

function platformError(status: number, message: string, detail: string | null = null, headers = {}): Answer {
  return json(status, { error: { message, detail }, status: "failure" }, headers);
}

const operationFailed = (detail: string) => platformError(403, "Operation Failed", detail);
const cancelled = "Transaction cancelled: maximum execution time exceeded";
const hibernating =
  "<html><head><title> Instance Hibernating page </title></head><body>Your instance is hibernating.</body></html>";
const loginPage = '<html><body><form><input name="user_password" type="password"></form></body></html>';
const ruleId = "0123456789abcdef0123456789abcdef";

describe("an answer of ServiceNow is a success", () => {
  it.each([200, 201])("when it is %s, JSON, parses, has a result and no error", (status) => {
    expect(classifyAnswer(json(status, { result: { number: "INC1" } }), context)).toEqual({
      kind: "success",
      result: { number: "INC1" },
    });
  });

  it("when its result is an empty list", () => {
    expect(codeOf(json(200, { result: [] }))).toBe("success");
  });

  it("when an error is named, but there is none", () => {
    expect(codeOf(json(200, { result: [], error: null }))).toBe("success");
  });
});

describe("a success that is none", () => {
  it.each([
    ["the hibernation page", html(200, hibernating), "SERVICENOW_HIBERNATING"],
    ["a login page", html(200, loginPage), "SERVICENOW_LOGIN_PAGE"],
    ["an unknown page", html(200, "<html>Welcome to contoso's proxy</html>"), "SERVICENOW_REPLY_NOT_JSON"],
    ["a page that calls itself JSON", json(200, "<html></html>"), "SERVICENOW_REPLY_NOT_JSON"],
    ["nothing at all", { status: 204, headers: {}, text: "" }, "SERVICENOW_UNEXPECTED_RESPONSE"],
    ["cut JSON", json(200, '{"result":[{"number":"INC0010001","short_descr'), "SERVICENOW_REPLY_CUT"],
    ["cut before it began", json(201, ""), "SERVICENOW_REPLY_CUT"],
    [
      "result and error together",
      json(200, { result: [{}], error: { message: cancelled, detail: cancelled }, status: "failure" }),
      "SERVICENOW_TRANSACTION_CANCELLED",
    ],
    [
      "an error nobody knows",
      json(200, { error: { message: "Something new" } }),
      "SERVICENOW_UNEXPECTED_RESPONSE",
    ],
    ["JSON without a result", json(200, { records: [] }), "SERVICENOW_UNEXPECTED_RESPONSE"],
    ["JSON that is no object", json(200, "[]"), "SERVICENOW_UNEXPECTED_RESPONSE"],
    ["null", json(200, "null"), "SERVICENOW_UNEXPECTED_RESPONSE"],
  ] as const)("is seen: %s", (_what, answer, code) => {
    expect(codeOf(answer)).toBe(code);
  });

  it.each([
    [
      "to a login page",
      "https://contoso.service-now.com/login_with_sso.do?token=abc",
      "SERVICENOW_LOGIN_PAGE",
    ],
    [
      "to an identity provider",
      "https://login.microsoftonline.com/common/saml2?x=1",
      "SERVICENOW_LOGIN_PAGE",
    ],
    [
      "elsewhere",
      "https://fabrikam.service-now.com/api/now/table/incident?token=abc",
      "SERVICENOW_REDIRECTED",
    ],
  ])("is seen: a redirect %s", (_where, location, code) => {
    const answer = html(302, "", { location });
    expect(codeOf(answer)).toBe(code);
    expect(detailOf(answer)).not.toContain("?");
  });
});

describe("a documented refusal has its own code", () => {
  it.each([
    [
      "wrong credentials",
      platformError(401, "User is not authenticated", "Required to provide Auth information"),
      "SERVICENOW_CREDENTIALS_REJECTED",
    ],
    [
      "the same in older releases",
      platformError(401, "User Not Authenticated", "Required to provide Auth information"),
      "SERVICENOW_CREDENTIALS_REJECTED",
    ],
    ["401 as a page", html(401, "<html></html>"), "SERVICENOW_CREDENTIALS_REJECTED"],
    [
      "a securely scoped client",
      platformError(403, "User Not Authorized", "Access to unscoped api is not allowed"),
      "SERVICENOW_API_SCOPE_MISSING",
    ],
    [
      "an auth scope missing",
      platformError(403, "Missing required api access scope", null),
      "SERVICENOW_API_SCOPE_MISSING",
    ],
    [
      "the API's own ACL",
      platformError(403, "User Not Authorized", "Failed API level ACL Validation"),
      "SERVICENOW_API_ACL_DENIED",
    ],
    [
      "a table closed to web services",
      platformError(403, "Operation Failed", "com.glide.rest.WebServicePolicyValidator: denied"),
      "SERVICENOW_WEB_ACCESS_DENIED",
    ],
    [
      "an update ACL",
      operationFailed("ACL Exception Update Failed due to security constraints"),
      "SERVICENOW_ACL_DENIED",
    ],
    [
      "an insert ACL",
      operationFailed("ACL Exception Insert Failed due to security constraints"),
      "SERVICENOW_ACL_DENIED",
    ],
    [
      "a delete ACL",
      operationFailed("ACL Exception Delete Failed due to security constraints"),
      "SERVICENOW_ACL_DENIED",
    ],
    [
      "an insert ACL in French",
      operationFailed("Exception ACL : échec de l'insertion en raison de contraintes de sécurité"),
      "SERVICENOW_ACL_DENIED",
    ],
    [
      "a data policy",
      operationFailed(
        "Data Policy Exception: \n\tThe following fields are mandatory: Resolution code, Close notes",
      ),
      "SERVICENOW_DATA_POLICY",
    ],
    [
      "a data policy in French",
      operationFailed(
        "Exception de politique de données : \n\tLes champs suivants sont obligatoires : Code de résolution",
      ),
      "SERVICENOW_DATA_POLICY",
    ],
    [
      "a data policy in another language",
      operationFailed("Datenrichtlinienausnahme: \n\tDie folgenden Felder sind obligatorisch: Lösungscode"),
      "SERVICENOW_DATA_POLICY",
    ],
    [
      "a business rule",
      operationFailed(
        `Operation against file 'incident' was aborted by Business Rule 'Example rule^${ruleId}'. Business Rule Stack:Example rule`,
      ),
      "SERVICENOW_BUSINESS_RULE_ABORTED",
    ],
    [
      "a business rule in French",
      operationFailed(
        `L'opération sur le fichier 'incident' a été abandonnée par la règle métier 'Règle exemple^${ruleId}'.`,
      ),
      "SERVICENOW_BUSINESS_RULE_ABORTED",
    ],
    [
      "an unreadable field in a query",
      platformError(
        403,
        "Insufficient rights to query records",
        "Field(s) present in the query do not have permission to be read",
      ),
      "SERVICENOW_QUERY_DENIED",
    ],
    ["an unknown table", platformError(400, "Invalid table x_foo", null), "SERVICENOW_TABLE_INVALID"],
    [
      "a payload too large",
      platformError(
        400,
        "Exception while reading request",
        "Rejected large REST payload with content-length = 15105102 bytes. Max allowed: 10485760 bytes.",
      ),
      "SERVICENOW_REQUEST_TOO_LARGE",
    ],
    [
      "malformed JSON",
      platformError(400, "Exception while reading request", "Cannot decode: java.io.StringReader@1f2dc1f"),
      "SERVICENOW_BODY_UNREADABLE",
    ],
    [
      "an unknown path",
      platformError(400, "Requested URI does not represent any resource", null),
      "SERVICENOW_API_NOT_FOUND",
    ],
    [
      "an unknown path, as others expect it",
      platformError(404, "Requested URI does not represent any resource", null),
      "SERVICENOW_API_NOT_FOUND",
    ],
    [
      "a wrong content type",
      platformError(
        415,
        "Invalid content-type. Supported request media types for this service are: [application/json, application/xml, text/xml]",
        null,
      ),
      "SERVICENOW_REQUEST_INVALID",
    ],
    [
      "a record missing or hidden",
      platformError(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval"),
      "SERVICENOW_RECORD_NOT_FOUND",
    ],
    [
      "the same in French",
      platformError(404, "Aucun enregistrement trouvé", "L'enregistrement n'existe pas"),
      "SERVICENOW_RECORD_NOT_FOUND",
    ],
    ["the IP address control", html(403, ""), "SERVICENOW_IP_DENIED"],
    [
      "a cancelled transaction",
      platformError(500, cancelled, `${cancelled} Check logs for error trace`),
      "SERVICENOW_TRANSACTION_CANCELLED",
    ],
    [
      "a script's exception",
      platformError(
        500,
        "Exception while executing request: null",
        "Exception while executing request: null Check logs for error trace or enable glide.rest.debug property to verify REST request processing",
      ),
      "SERVICENOW_SCRIPT_ERROR",
    ],
    [
      "a rate limit rule",
      platformError(
        429,
        "Rate limit exceeded",
        "Rate limit of 100 requests per hour for Table API exceeded",
        { "x-ratelimit-limit": "100", "retry-after": "1820" },
      ),
      "SERVICENOW_RATE_LIMITED",
    ],
    [
      "the same in another language",
      platformError(429, "Limite de débit dépassée", null, { "x-ratelimit-rule": ruleId }),
      "SERVICENOW_RATE_LIMITED",
    ],
    [
      "a full queue of semaphores",
      { status: 429, headers: {}, text: "Too Many Requests" },
      "SERVICENOW_BUSY",
    ],
    [
      "a one-time password missing",
      json(401, { error: { message: "User is not authenticated" } }, { "x-mfa_token": "invalid" }),
      "SERVICENOW_MFA_REQUIRED",
    ],
    [
      "an update ACL in French",
      operationFailed("Exception ACL : échec de la mise à jour en raison de contraintes de sécurité"),
      "SERVICENOW_ACL_DENIED",
    ],
    [
      "an unreadable field in a query, in French",
      platformError(403, "Droits insuffisants pour interroger les enregistrements"),
      "SERVICENOW_QUERY_DENIED",
    ],
    [
      "the API's own ACL in French",
      platformError(403, "Utilisateur non autorisé", "Échec de la validation ACL au niveau de l'API"),
      "SERVICENOW_API_ACL_DENIED",
    ],
    ["an unknown table in French", platformError(400, "Table non valide x_foo"), "SERVICENOW_TABLE_INVALID"],
    [
      "an unknown path in French",
      platformError(400, "L'URI demandée ne représente aucune ressource"),
      "SERVICENOW_API_NOT_FOUND",
    ],
    [
      "a cancelled transaction in French",
      platformError(500, "Transaction annulée : durée maximale d'exécution dépassée"),
      "SERVICENOW_TRANSACTION_CANCELLED",
    ],
    [
      "a script's exception in French",
      platformError(500, "Exception lors de l'exécution de la requête : null"),
      "SERVICENOW_SCRIPT_ERROR",
    ],
    [
      "a rate limit rule in French, without headers",
      platformError(429, "Limite de débit dépassée"),
      "SERVICENOW_RATE_LIMITED",
    ],
    [
      "a proxy's refusal",
      html(403, "<html>Blocked</html>", { server: "Microsoft-Azure-Application-Gateway/v2" }),
      "SERVICENOW_PROXY_DENIED",
    ],
    [
      "the IP address control, by ServiceNow's own server",
      html(403, "<html></html>", { server: "ServiceNow" }),
      "SERVICENOW_IP_DENIED",
    ],
    ["a method that is not let through", html(405, ""), "SERVICENOW_METHOD_REFUSED"],
    ["maintenance", html(503, "<html><body>Scheduled maintenance</body></html>"), "SERVICENOW_MAINTENANCE"],
    [
      "maintenance that calls itself success",
      html(200, "<html><body>This instance is being upgraded.</body></html>"),
      "SERVICENOW_MAINTENANCE",
    ],
    [
      "maintenance in French",
      html(503, "<html><body>Instance en cours de maintenance</body></html>"),
      "SERVICENOW_MAINTENANCE",
    ],
    ["hibernation with an honest status", html(503, hibernating), "SERVICENOW_HIBERNATING"],
    ["a restart", html(503, "<html><body>503 Service Unavailable</body></html>"), "SERVICENOW_UNAVAILABLE"],
    [
      "a gateway without a node",
      html(502, "<html><body>502</body></html>", { server: "snow_adc" }),
      "SERVICENOW_UNAVAILABLE",
    ],
    [
      "403 with data that nobody knows",
      platformError(403, "Operation Failed", "Something new"),
      "SERVICENOW_UNEXPECTED_RESPONSE",
    ],
    ["404 as a page", html(404, "<html></html>"), "SERVICENOW_UNEXPECTED_RESPONSE"],
  ] as const)("%s", (_what, answer, code) => {
    expect(codeOf(answer)).toBe(code);
  });

  it("502 of the load balancer means a reclaimed instance only where it can be one", () => {
    const answer = html(502, "<html><body>502</body></html>", { server: "snow_adc" });
    expect(codeOf(answer, { isDeveloperInstance: true })).toBe("SERVICENOW_INSTANCE_RECLAIMED");
  });

  it.each([
    [true, "SERVICENOW_ACL_DENIED"],
    [false, "SERVICENOW_QUERY_DENIED"],
  ])("table security refuses what was asked for (a write: %s)", (isWrite, code) => {
    const answer = platformError(403, "Operation against file 'incident' was denied due to table security.");
    expect(codeOf(answer, { isWrite })).toBe(code);
  });
});

describe("a refusal names what was refused", () => {
  it.each([
    [
      operationFailed("ACL Exception Insert Failed due to security constraints"),
      "An access rule refused the insert",
    ],
    [
      operationFailed("ACL Exception Update Failed due to security constraints"),
      "An access rule refused the update",
    ],
    [
      operationFailed("ACL Exception Delete Failed due to security constraints"),
      "An access rule refused the delete",
    ],
    [
      operationFailed(
        "Data Policy Exception: \n\tThe following fields are mandatory: Resolution code, Close notes",
      ),
      "Mandatory fields are missing: Resolution code, Close notes",
    ],
    [
      operationFailed(
        `Operation against file 'incident' was aborted by Business Rule 'No Sunday work^${ruleId}'. Stack`,
      ),
      "Business rule “No Sunday work” aborted the operation",
    ],
    [
      operationFailed(
        `L'opération sur le fichier 'incident' a été abandonnée par la règle métier 'Pas d'alertes le dimanche^${ruleId}'.`,
      ),
      "Business rule “Pas d'alertes le dimanche” aborted the operation",
    ],
    [
      operationFailed("Operation against file 'incident' was aborted by Business Rule 'Don't'. Stack:Don't"),
      "Business rule “Don't” aborted the operation",
    ],
    [platformError(400, "Invalid table x_foo", null), "Table x_foo is not known"],
  ])("%#: %s", (answer, detail) => {
    expect(detailOf(answer)).toBe(detail);
  });
});

describe("every status of failure", () => {
  const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
  const shapes = {
    page: (status: number) => html(status, "<html><body>Oops</body></html>"),
    "unknown error": (status: number) => platformError(status, "Oops"),
    text: (status: number): Answer => ({ status, headers: { "content-type": "text/plain" }, text: "Oops" }),
    nothing: (status: number): Answer => ({ status, headers: {}, text: "" }),
    "cut JSON": (status: number) => json(status, '{"error":{"mess'),
  };

  // The whole range, not only the statuses we thought of: a new rule must not change another's meaning.
  it.each(Object.entries(shapes))("with %s: exactly these are tried again", (shape, answerWith) => {
    const later = statuses.filter((status) => {
      const code = codeOf(answerWith(status));
      return code in catalogue && catalogue[code as keyof typeof catalogue].retry === "later";
    });
    // What ServiceNow itself does not find may be gone: that is looked at again.
    const notFound = shape === "unknown error" ? [404] : [];
    expect(later).toEqual([401, ...notFound, 408, 429, ...statuses.filter((status) => status >= 500)]);
  });

  it.each(Object.entries(shapes))("with %s: is never taken for success", (_shape, answerWith) => {
    expect(statuses.filter((status) => codeOf(answerWith(status)) === "success")).toEqual([]);
  });

  /** Every status whose code is not the ordinary one of its hundred, by shape: the whole table. */
  const unusual = (answerWith: (status: number) => Answer) =>
    Object.fromEntries(
      statuses
        .map((status) => [status, codeOf(answerWith(status)).replace("SERVICENOW_", "")] as const)
        .filter(([status, code]) => code !== (status < 500 ? "UNEXPECTED_RESPONSE" : "SERVER_ERROR")),
    );
  const always = {
    401: "CREDENTIALS_REJECTED",
    405: "METHOD_REFUSED",
    406: "REQUEST_INVALID",
    408: "TIMEOUT",
    413: "REQUEST_TOO_LARGE",
    415: "REQUEST_INVALID",
    429: "BUSY",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "UNAVAILABLE",
  };

  it.each([
    ["page", { ...always, 403: "IP_DENIED" }],
    ["text", { ...always, 403: "IP_DENIED" }],
    ["nothing", { ...always, 403: "IP_DENIED" }],
    ["cut JSON", always],
    ["unknown error", { ...always, 400: "REQUEST_INVALID", 404: "RECORD_NOT_FOUND" }],
  ] as const)("with %s means these codes, and everywhere else that nobody knows", (shape, codes) => {
    expect(unusual(shapes[shape])).toEqual(codes);
  });
});

describe("what a failure is known by", () => {
  const basisOf = (answer: Answer) => {
    const classified = classifyAnswer(answer, context);
    return classified.kind === "success" ? "success" : classified.basis;
  };

  it.each([
    ["text", operationFailed("ACL Exception Update Failed due to security constraints")],
    [
      "text",
      platformError(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval"),
    ],
    ["text", platformError(401, "User is not authenticated", "Required to provide Auth information")],
    ["page", html(200, hibernating)],
    ["header", html(302, "", { location: "https://contoso.service-now.com/login.do" })],
    ["header", platformError(429, "x", null, { "x-ratelimit-rule": ruleId })],
    ["status", platformError(404, "Kein Datensatz gefunden")],
    ["status", html(503, "<html></html>")],
  ])("is said: %s", (basis, answer) => {
    expect(basisOf(answer)).toBe(basis);
  });
});

describe("the detail of a page that nobody knows", () => {
  it.each([
    [
      "its title",
      503,
      "<html><head><title>\n Node  restarting </title></head></html>",
      "503 with the page “Node restarting”",
    ],
    [
      "its title, where access is refused",
      403,
      "<title>Access restricted</title>",
      "403 with the page “Access restricted”",
    ],
    ["nothing more where it has no title", 500, "<html><body>Oops</body></html>", "500"],
  ])("names %s", (_what, status, text, said) => {
    expect(detailOf(html(status, text))).toBe(`ServiceNow answered ${said}`);
  });

  it("cuts a title that is far too long", () => {
    const detail = detailOf(html(502, `<title>${"x".repeat(5_000)}</title>`));
    expect(detail).toBe(`ServiceNow answered 502 with the page “${"x".repeat(100)}…”`);
  });
});
