import type { RecordedExchange } from "../../failures/recordedExchange.ts";
import { headerOf, type Answer } from "./answer.ts";
import type { HttpRequest } from "./exchange.ts";
import { isAboutPersons, pathWithoutPersonalData, withoutPersonalData } from "./personalData.ts";
import { withoutKnownSecrets, withoutSecrets } from "./secretFilter.ts";
import { isForm, safeForm, secretsInForm } from "./tokenForm.ts";

/** A description has at most a few thousand characters; an answer that explains a failure has a few hundred. */
const longestRequestBody = 8_000;
const longestAnswerBody = 4_000;
const longestHeader = 300;
/** Far more than is kept, so that what is removed leaves enough. */
const longestLookedAt = 64_000;

const requestHeaders = ["accept", "content-type", "user-agent"];
/** What ServiceNow, its load balancer or a proxy says about an answer; never cookies. */
const answerHeaders = [
  "content-type",
  "content-length",
  "date",
  "location",
  "retry-after",
  "server",
  "via",
  "www-authenticate",
  "x-is-logged-in",
  "x-mfa_token",
  "x-ratelimit-limit",
  "x-ratelimit-reset",
  "x-ratelimit-rule",
  "x-total-count",
  "x-transaction-id",
];
type Happened = {
  readonly request: HttpRequest;
  /** Undefined if no whole answer came. */
  readonly answer: Answer | undefined;
  readonly startedMs: number;
  readonly endedMs: number;
};

/** An exchange as it may be kept and shown to whoever looks after the bridge. */
export function recordExchange(
  { request, answer, startedMs, endedMs }: Happened,
  known: readonly string[],
): RecordedExchange {
  const secrets = [...known, ...secretsInForm(request)];
  const { method, path, headers, body } = request;
  const safe = (text: string, mostChars: number) =>
    withoutSecrets(withoutPersonalData(withoutKnownSecrets(beginningOf(text), secrets)), secrets, mostChars);
  const isUsers = isAboutPersons(path);
  return {
    startedAtUtc: new Date(startedMs).toISOString(),
    durationMs: Math.round(endedMs - startedMs),
    request: {
      method,
      path: withoutSecrets(pathWithoutPersonalData(path), secrets),
      headers: {
        ...pick(requestHeaders, (name) => headers[name]),
        ...(headers["authorization"] === undefined
          ? undefined
          : { authorization: schemeOf(headers["authorization"]) }),
      },
      body: body === undefined ? null : isForm(headers) ? safeForm(body) : safe(body, longestRequestBody),
    },
    answer:
      answer === undefined
        ? null
        : {
            status: answer.status,
            headers: pick(answerHeaders, (name) => {
              const value = headerOf(answer, name);
              // Where a redirect leads is worth knowing; its query may carry a token.
              const shown = name === "location" ? value?.replace(/[?#].*$/, "") : value;
              return shown === undefined ? undefined : safe(shown, longestHeader);
            }),
            body: isUsers ? "(removed: records of users)" : safe(answer.text, longestAnswerBody),
          },
  };
}

/** An answer can have megabytes, of which little is kept. */
function beginningOf(text: string): string {
  return text.slice(0, longestLookedAt);
}

function schemeOf(authorization: string): string {
  return `${/^\w+/.exec(authorization)?.[0] ?? ""} ***`.trim();
}

function pick(
  names: readonly string[],
  valueOf: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = valueOf(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
