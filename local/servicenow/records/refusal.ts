import { inFrench } from "./frenchTexts.ts";

/** ServiceNow's way to say no: a status and the two texts of its error envelope. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly detail: string | null;

  constructor(status: number, message: string, detail: string | null) {
    super(message);
    this.status = status;
    this.detail = detail;
  }
}

const failed = (detail: string) => new Refusal(403, "Operation Failed", detail);

const seeLogs =
  "Check logs for error trace or enable glide.rest.debug property to verify REST request processing";
const cancelled = "Transaction cancelled: maximum execution time exceeded";

/** Texts as seen on real instances; clients recognise causes by them, so they are exact to the character. */
export const refusal = {
  noRecord: () =>
    new Refusal(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval"),
  invalidTable: (table: string) => new Refusal(400, `Invalid table ${table}`, null),
  unknownUri: () => new Refusal(400, "Requested URI does not represent any resource", null),
  methodNotAllowed: () => new Refusal(405, "Method not supported", null),
  notAcceptable: () =>
    new Refusal(
      406,
      "Invalid accept header. Supported response media types for this service are: [application/json]",
      null,
    ),
  contentType: () =>
    new Refusal(
      415,
      "Invalid content-type. Supported request media types for this service are: [application/json, application/xml, text/xml]",
      null,
    ),
  tooLarge: (bytes: number, maxBytes: number) =>
    new Refusal(
      400,
      "Exception while reading request",
      `Rejected large REST payload with content-length = ${bytes} bytes. Max allowed: ${maxBytes} bytes.`,
    ),
  unreadableBody: (hash: string) =>
    new Refusal(400, "Exception while reading request", `Cannot decode: java.io.StringReader@${hash}`),
  negativeOffset: () =>
    new Refusal(400, "Invalid query parameter", "sysparm_offset should be a non-negative number"),
  insertDenied: () => failed("ACL Exception Insert Failed due to security constraints"),
  updateDenied: () => failed("ACL Exception Update Failed due to security constraints"),
  deleteDenied: () => failed("ACL Exception Delete Failed due to security constraints"),
  /** Labels, not column names, after a real line break and tab. */
  dataPolicy: (labels: readonly string[]) =>
    failed(`Data Policy Exception: \n\tThe following fields are mandatory: ${labels.join(", ")}`),
  businessRule: (table: string, rule: string, ruleSysId: string) =>
    failed(
      `Operation against file '${table}' was aborted by Business Rule '${rule}^${ruleSysId}'. Business Rule Stack:${rule}`,
    ),
  duplicateKey: (table: string) => failed(`Error during insert of ${table} (Unique Key violation detected)`),
  queryOfHiddenField: () =>
    new Refusal(
      403,
      "Insufficient rights to query records",
      "Field(s) present in the query do not have permission to be read",
    ),
  notAuthenticated: () =>
    new Refusal(401, "User is not authenticated", "Required to provide Auth information"),
  tableSecurity: (table: string) =>
    new Refusal(403, `Operation against file '${table}' was denied due to table security.`, null),
  unscopedApi: () => new Refusal(403, "User Not Authorized", "Access to unscoped api is not allowed"),
  scopeMissing: () => new Refusal(403, "User Not Authorized", "Missing required api access scope"),
  webAccessDenied: (table: string) =>
    new Refusal(
      403,
      "User Not Authorized",
      `WebServicePolicyValidator: web service access to ${table} is not allowed`,
    ),
  /** Of somebody who works in the scope of an app, to a table that is closed to other scopes. */
  crossScope: (table: string, scope: string) =>
    new Refusal(
      403,
      "Operation Failed",
      `Read operation against '${table}' from scope '${scope}' has been refused due to the table's cross-scope access policy`,
    ),
  policyDenied: () => new Refusal(403, "Access denied", "The request was blocked by policy CTS-7"),
  apiAcl: () => new Refusal(403, "User Not Authorized", "Failed API level ACL Validation"),
  transactionCancelled: () => new Refusal(500, cancelled, `${cancelled} ${seeLogs}`),
  scriptFailed: () =>
    new Refusal(
      500,
      "Exception while executing request: null",
      `Exception while executing request: null ${seeLogs}`,
    ),
} as const;

/** The error envelope of the `now` APIs, in the language of the user. */
export function errorBody({ message, detail }: Refusal, language = "en"): object {
  const text = (english: string) => (language === "fr" ? inFrench(english) : english);
  return {
    error: { message: text(message), detail: detail === null ? null : text(detail) },
    status: "failure",
  };
}
