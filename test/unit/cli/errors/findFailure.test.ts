import { describe, expect, it } from "vitest";

import { findFailure } from "../../../../cli/errors/findFailure.ts";
import { catalogue } from "../../../../shared/failures/catalogue.ts";
import { oldConnectorErrors } from "../../../../shared/failures/oldConnectorErrors.ts";

const first = (text: string) => {
  const [finding] = findFailure(text).findings;
  return finding === undefined ? "nothing" : `${finding.sureness} ${finding.code}`;
};

const refusal = (message: string, detail: string | null = null) =>
  JSON.stringify({ error: { message, detail }, status: "failure" });
const ruleId = "0123456789abcdef0123456789abcdef";
const cancelled = "Transaction cancelled: maximum execution time exceeded";
const tooLarge =
  "Rejected large REST payload with content-length = 15105102 bytes. Max allowed: 10485760 bytes.";

describe("an answer of ServiceNow's, pasted with its status", () => {
  it.each([
    [
      401,
      refusal("User is not authenticated", "Required to provide Auth information"),
      "CREDENTIALS_REJECTED",
    ],
    [403, refusal("User Not Authorized", "Access to unscoped api is not allowed"), "API_SCOPE_MISSING"],
    [403, refusal("User Not Authorized", "Failed API level ACL Validation"), "API_ACL_DENIED"],
    [
      403,
      refusal("Operation Failed", "ACL Exception Insert Failed due to security constraints"),
      "ACL_DENIED",
    ],
    [
      403,
      refusal("Échec de l'opération", "Exception ACL : échec de la mise à jour pour des raisons de sécurité"),
      "ACL_DENIED",
    ],
    [
      403,
      refusal("Operation Failed", "Data Policy Exception: \n\tThe following fields are mandatory: Caller"),
      "DATA_POLICY",
    ],
    [
      403,
      refusal(
        "Échec",
        "Exception de politique de données : \n\tLes champs suivants sont obligatoires : Appelant",
      ),
      "DATA_POLICY",
    ],
    [
      403,
      refusal(
        "Operation Failed",
        `Operation against file 'incident' was aborted by Business Rule 'X^${ruleId}'.`,
      ),
      "BUSINESS_RULE_ABORTED",
    ],
    [403, refusal("Insufficient rights to query records", "Field(s) present in the query"), "QUERY_DENIED"],
    [400, refusal("Invalid table incidents"), "TABLE_INVALID"],
    [400, refusal("Table non valide incidents"), "TABLE_INVALID"],
    [400, refusal("Requested URI does not represent any resource"), "API_NOT_FOUND"],
    [
      400,
      refusal("Exception while reading request", "Cannot decode: java.io.StringReader@1f"),
      "BODY_UNREADABLE",
    ],
    [400, refusal("Exception while reading request", tooLarge), "REQUEST_TOO_LARGE"],
    [404, refusal("No Record found", "Record doesn't exist or ACL restricts the record"), "RECORD_NOT_FOUND"],
    [404, refusal("Aucun enregistrement trouvé", "L'enregistrement n'existe pas"), "RECORD_NOT_FOUND"],
    [429, refusal("Rate limit exceeded", "Rate limit of 100 requests per hour exceeded"), "RATE_LIMITED"],
    [429, "Too Many Requests", "BUSY"],
    [500, refusal(cancelled, `${cancelled} Check logs for error trace`), "TRANSACTION_CANCELLED"],
    [200, JSON.stringify({ result: [{}], error: { message: cancelled } }), "TRANSACTION_CANCELLED"],
    [500, refusal("Exception while executing request: null"), "SCRIPT_ERROR"],
    [200, '{"result":[{"number":"INC0010001","short_descr', "REPLY_CUT"],
    [401, '{"error_description":"access_denied","error":"server_error"}', "TOKEN_REFUSED"],
    [401, '{"error":"invalid_client"}', "CLIENT_REJECTED"],
    [400, '{"error":"invalid_grant"}', "GRANT_REJECTED"],
    [200, "<html><head><title> Instance Hibernating page </title></head></html>", "HIBERNATING"],
    [503, "<html><body>The instance is under maintenance.</body></html>", "MAINTENANCE"],
    [200, '<html><title>Log in | ServiceNow</title><input type="password"></html>', "LOGIN_PAGE"],
  ])("is known for certain: %s %s", (status, body, code) => {
    const wanted = `certain SERVICENOW_${code}`;
    expect(first(`${status} ${body}`)).toBe(wanted);
    expect(first(`HTTP ${status}: ${body}`)).toBe(wanted);
    const type = body.startsWith("{")
      ? "application/json"
      : body.startsWith("<")
        ? "text/html"
        : "text/plain";
    expect(first(`HTTP/1.1 ${status} Oops\r\ncontent-type: ${type}\r\n\r\n${body}`)).toBe(wanted);
  });

  it.each([
    ["Target record not found", "IMPORT_TARGET_NOT_FOUND"],
    ["Invalid table", "IMPORT_TABLE_INVALID"],
    ["Table intermédiaire non valide", "IMPORT_STAGING_INVALID"],
    [`Operation against file 'incident' was aborted by Business Rule 'X^${ruleId}'.`, "IMPORT_RULE_ABORTED"],
    ["Something of the instance's own", "IMPORT_ROW_FAILED"],
  ])("is read row by row where it comes from an import set: %s", (message, code) => {
    const row = { transform_map: "OMS Incident", table: "incident", status: "error", error_message: message };
    const reply = JSON.stringify({ import_set: "ISET1", staging_table: "x_oms", result: [row] });
    expect(first(`201 ${reply}`)).toBe(`certain SERVICENOW_${code}`);
    expect(
      first(`Unexpected response from ServiceNow along with success status code. Response: ${reply}`),
    ).toBe(`likely SERVICENOW_${code}`);
  });

  it("is read with its headers, as curl -i and curl -v show them", () => {
    const body = refusal("Zu viele Anfragen");
    const headers = [
      "content-type: application/json;charset=UTF-8",
      "x-ratelimit-rule: 0123",
      "server: ServiceNow",
    ];
    const plain = ["HTTP/1.1 429 Too Many Requests", ...headers];
    expect(first([...plain, "", body].join("\n"))).toBe("certain SERVICENOW_RATE_LIMITED");
    expect(first(["> GET / HTTP/1.1", ...plain.map((line) => `< ${line}`), "< ", body].join("\r\n"))).toBe(
      "certain SERVICENOW_RATE_LIMITED",
    );
    expect(first("HTTP/1.1 401 \nx-mfa_token: invalid\n\n{}")).toBe("certain SERVICENOW_MFA_REQUIRED");
    expect(
      first("HTTP/1.1 403 Forbidden\nserver: contoso-waf\ncontent-type: text/html\n\n<html></html>"),
    ).toBe("certain SERVICENOW_PROXY_DENIED");
  });

  it.each([
    ["503", "possible SERVICENOW_UNAVAILABLE"],
    ["HTTP/1.1 502 Bad Gateway", "possible SERVICENOW_UNAVAILABLE"],
    ["StatusCode=504", "possible SERVICENOW_UNAVAILABLE"],
    ["500 Internal Server Error", "possible SERVICENOW_SERVER_ERROR"],
  ])("with nothing but its status is a guess: %s", (text, wanted) => {
    expect(first(text)).toBe(wanted);
  });

  it.each([200, 201])("that means success (%s) is no failure", (status) => {
    expect(findFailure(`${status} {"result":{"number":"INC1"}}`)).toMatchObject({
      findings: [],
      isSuccess: true,
    });
  });
});

describe("an answer of ServiceNow's, pasted without its status", () => {
  it.each([
    [refusal("Operation Failed", "ACL Exception Update Failed due to security constraints"), "ACL_DENIED"],
    ["ACL Exception Update Failed due to security constraints", "ACL_DENIED"],
    ['{"error":{"message":"Operation Failed","detail":"ACL Exception Update Failed"}', "ACL_DENIED"],
    [JSON.stringify(refusal("User Not Authorized", "Failed API level ACL Validation")), "API_ACL_DENIED"],
    [String.raw`Data Policy Exception: \n\tThe following fields are mandatory: Caller`, "DATA_POLICY"],
    ["Requested URI does not represent any resource", "API_NOT_FOUND"],
    ["User is not authenticated", "CREDENTIALS_REJECTED"],
    ["No Record found", "RECORD_NOT_FOUND"],
    ["Invalid table x_foo", "TABLE_INVALID"],
    ["Rate limit exceeded", "RATE_LIMITED"],
    ["Instance Hibernating page", "HIBERNATING"],
    ["Target record not found", "IMPORT_TARGET_NOT_FOUND"],
    ["Row transform ignored by onBefore script", "IMPORT_ROW_IGNORED"],
    ['{"error_description":"access_denied","error":"server_error"}', "TOKEN_REFUSED"],
  ])("is likely: %s", (text, code) => {
    expect(first(text)).toBe(`likely SERVICENOW_${code}`);
  });
});

describe("an error of the network", () => {
  it.each([
    ["getaddrinfo ENOTFOUND dev1.service-now.com", "HOST_UNKNOWN"],
    ["No such host is known", "HOST_UNKNOWN"],
    ["connect ECONNREFUSED 10.0.0.4:443", "UNREACHABLE"],
    ["read ECONNRESET", "CONNECTION_LOST"],
    [
      "Error: self-signed certificate in certificate chain (SELF_SIGNED_CERT_IN_CHAIN)",
      "CERTIFICATE_INVALID",
    ],
    ["certificate has expired", "CERTIFICATE_INVALID"],
  ])("is known for certain: %s", (text, code) => {
    expect(first(text)).toBe(`certain SERVICENOW_${code}`);
  });
});

describe("a text of the old connector", () => {
  it.each(
    oldConnectorErrors.flatMap(({ texts, codes, name }) => texts.map((text) => ({ text, codes, name }))),
  )("leads to every code that it may mean: $text", ({ text, codes, name }) => {
    const { findings, oldErrors } = findFailure(text.replaceAll("{…}", "contoso"));
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
    expect(oldErrors.map((error) => error.name)).toContain(name);
  });
});

describe("a text", () => {
  it.each(Object.keys(catalogue))("that names %s leads to it", (code) => {
    expect(first(`delivery.attempted retrying, ${code}: x`)).toBe(`certain ${code}`);
  });

  it.each([
    "",
    "hello",
    "INC0010001",
    "error",
    '{"a":1}',
    refusal("Teapot"),
    "<html>Welcome</html>",
    "E_NOT_A_CODE",
  ])("that nobody knows leads nowhere: %s", (text) => {
    expect(findFailure(text)).toEqual({ findings: [], oldErrors: [], isSuccess: false });
  });
});
