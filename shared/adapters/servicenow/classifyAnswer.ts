import type { ServiceNowCode } from "./mayHaveHappened.ts";
import { headerOf, type Answer } from "./answer.ts";
import { describe, diagnose, type Diagnosis, type PlatformError } from "./errorTexts.ts";
import { diagnosePage, pageTitle } from "./pages.ts";

export type Classified =
  { readonly kind: "success"; readonly result: unknown } | ({ readonly kind: "failure" } & Diagnosis);

type Context = {
  /** Of a table call: decides what a refusal "due to table security" refuses. */
  readonly isWrite: boolean;
  readonly isDeveloperInstance: boolean;
};

/**
 * What an answer of the Table API means: the one place that knows. Success is a 2xx that is JSON, parses, has `result` and
 * no `error`; a status alone proves nothing (a hibernating instance and a login page answer 200, too).
 *
 * What nobody knows is SERVICENOW_UNEXPECTED_RESPONSE, not the nearest code.
 */
export function classifyAnswer(answer: Answer, context: Context): Classified {
  const body = isJson(answer) ? parse(answer.text) : undefined;
  if (answer.status >= 200 && answer.status < 300) return classifySuccess(answer, body, context);
  return { kind: "failure", ...diagnoseFailure(answer, platformErrorOf(body), context) };
}

function classifySuccess(answer: Answer, body: unknown, context: Context): Classified {
  if (!isJson(answer) || /^\s*</.test(answer.text)) {
    const page = diagnosePage(answer.text);
    if (page !== undefined) return { kind: "failure", ...page };
    if (answer.text.trim() === "") return unexpected(answer, "no content");
    return {
      kind: "failure",
      code: "SERVICENOW_REPLY_NOT_JSON",
      detail: `${answer.status} with content type ${headerOf(answer, "content-type") ?? "(none)"}`,
      basis: "header",
    };
  }
  if (body === undefined) {
    return {
      kind: "failure",
      code: "SERVICENOW_REPLY_CUT",
      detail: `${answer.status}, but the JSON ends after ${answer.text.length} characters`,
      basis: "text",
    };
  }
  const error = platformErrorOf(body);
  if (error !== undefined) {
    const diagnosis = diagnose(answer.status, error);
    return diagnosis === undefined
      ? unexpected(answer, describe(error))
      : { kind: "failure", ...securityRefusal(diagnosis, error, context) };
  }
  if (!isObject(body) || !("result" in body)) return unexpected(answer, "no result");
  return { kind: "success", result: body["result"] };
}

/** What a 401 says, whatever the reason is. */
const unauthenticated = /not authenticated|provide auth information|(?:non|pas) authentifié/i;

function diagnoseFailure(answer: Answer, error: PlatformError | undefined, context: Context): Diagnosis {
  const { status } = answer;
  // Its text says nothing: unknown user, wrong password, locked, reset due and restricted all get the same.
  if (status === 401) {
    if (headerOf(answer, "x-mfa_token")?.toLowerCase() === "invalid") {
      const detail = "401: a one-time password is asked for";
      return { code: "SERVICENOW_MFA_REQUIRED", detail, basis: "header" };
    }
    const isSaid = unauthenticated.test(`${error?.message ?? ""}\n${error?.detail ?? ""}`);
    return {
      code: "SERVICENOW_CREDENTIALS_REJECTED",
      detail: says(status, error),
      basis: isSaid ? "text" : "status",
    };
  }
  if (status === 429) return diagnose429(answer, error);

  if (error !== undefined) {
    const diagnosis = diagnose(status, error) ?? tableSecurity(error, context);
    if (diagnosis !== undefined) return diagnosis;
  } else {
    const page = diagnosePage(answer.text, headerOf(answer, "location"));
    if (page !== undefined) return page;
  }
  const stranger = error === undefined && status === 403 ? strangerOf(answer) : undefined;
  if (stranger !== undefined) {
    return { code: "SERVICENOW_PROXY_DENIED", detail: `403 of the server ${stranger}`, basis: "header" };
  }
  return {
    code: codeForStatus(answer, error, context),
    detail: says(status, error) + (error === undefined ? pageTitle(answer) : "") + redirection(answer),
    basis: "status",
  };
}

/** What is left when the text says nothing that is known. */
function codeForStatus(answer: Answer, error: PlatformError | undefined, context: Context): ServiceNowCode {
  const { status } = answer;
  const isEnvelope = error !== undefined;
  switch (status) {
    case 400:
      return isEnvelope ? "SERVICENOW_REQUEST_INVALID" : "SERVICENOW_UNEXPECTED_RESPONSE";
    case 403:
      // With data and an unknown reason it may be anything; the IP check answers before there is data.
      return isEnvelope || isJson(answer) ? "SERVICENOW_UNEXPECTED_RESPONSE" : "SERVICENOW_IP_DENIED";
    case 404:
      return isEnvelope ? "SERVICENOW_RECORD_NOT_FOUND" : "SERVICENOW_UNEXPECTED_RESPONSE";
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return headerOf(answer, "location") === undefined
        ? "SERVICENOW_UNEXPECTED_RESPONSE"
        : "SERVICENOW_REDIRECTED";
    case 405:
      return "SERVICENOW_METHOD_REFUSED";
    case 406:
    case 415:
      return "SERVICENOW_REQUEST_INVALID";
    case 408:
      return "SERVICENOW_TIMEOUT";
    case 413:
      return "SERVICENOW_REQUEST_TOO_LARGE";
    case 502:
      return context.isDeveloperInstance && headerOf(answer, "server") === "snow_adc"
        ? "SERVICENOW_INSTANCE_RECLAIMED"
        : "SERVICENOW_UNAVAILABLE";
    case 503:
    case 504:
      return "SERVICENOW_UNAVAILABLE";
    default:
      return status >= 500 ? "SERVICENOW_SERVER_ERROR" : "SERVICENOW_UNEXPECTED_RESPONSE";
  }
}

/** A rate rule says so, in its headers or in its text; the full queue of semaphores says "Too Many Requests" and no more. */
function diagnose429(answer: Answer, error: PlatformError | undefined): Diagnosis {
  const detail = says(429, error);
  const namesRule =
    headerOf(answer, "x-ratelimit-rule") !== undefined || headerOf(answer, "x-ratelimit-limit") !== undefined;
  if (namesRule) return { code: "SERVICENOW_RATE_LIMITED", detail, basis: "header" };
  const text = error?.message ?? answer.text;
  if (/rate limit|limite de (?:débit|taux)/i.test(text)) {
    return { code: "SERVICENOW_RATE_LIMITED", detail, basis: "text" };
  }
  const isSaid = /too many requests|trop de (?:demandes|requêtes)/i.test(text);
  return { code: "SERVICENOW_BUSY", detail, basis: isSaid ? "text" : "status" };
}

/** ServiceNow and its load balancer name themselves in every answer; another name is somebody in between. */
function strangerOf(answer: Answer): string | undefined {
  const server = headerOf(answer, "server");
  return isJson(answer) || server === undefined || /service-?now|snow_adc/i.test(server) ? undefined : server;
}

/** "Operation against file 'incident' was denied due to table security": of a read the search, of a write the write. */
function tableSecurity(error: PlatformError, { isWrite }: Context): Diagnosis | undefined {
  if (
    !/denied due to table security|sécurité (?:de la|des) tables?/i.test(`${error.message}\n${error.detail}`)
  )
    return undefined;
  return {
    code: isWrite ? "SERVICENOW_ACL_DENIED" : "SERVICENOW_QUERY_DENIED",
    detail: describe(error),
    basis: "text",
  };
}

function securityRefusal(diagnosis: Diagnosis, error: PlatformError, context: Context): Diagnosis {
  return tableSecurity(error, context) ?? diagnosis;
}

function unexpected(answer: Answer, what: string): Classified {
  const detail = `${answer.status}: ${what}`;
  return { kind: "failure", code: "SERVICENOW_UNEXPECTED_RESPONSE", detail, basis: "status" };
}

function says(status: number, error: PlatformError | undefined): string {
  const text = error === undefined ? "" : describe(error);
  return text === "" ? `ServiceNow answered ${status}` : `${status}: ${text}`;
}

/** Where to, without the query, which may carry a token. */
function redirection(answer: Answer): string {
  const location = headerOf(answer, "location");
  return location === undefined ? "" : `, to ${location.replace(/[?#].*$/, "")}`;
}

function platformErrorOf(body: unknown): PlatformError | undefined {
  if (!isObject(body)) return undefined;
  const error = body["error"];
  if (error === undefined || error === null) return undefined;
  if (!isObject(error))
    return { message: typeof error === "string" ? error : JSON.stringify(error), detail: "" };
  return { message: textOf(error["message"]), detail: textOf(error["detail"]) };
}

function isJson(answer: Answer): boolean {
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(headerOf(answer, "content-type") ?? "");
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
