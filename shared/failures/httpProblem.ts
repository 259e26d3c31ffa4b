import { BridgeError } from "./bridgeError.ts";
import { catalogue, type ErrorCode } from "./catalogue.ts";
import { documentationOf } from "./documentation.ts";

/** The body of an error answer, RFC 9457 with our code and what to do. */
type HttpProblemBody = {
  /** Identifies the kind of problem; a name, not an address. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly resolution: string;
  /** The page that explains the code, as a path in the project's repository. */
  readonly documentation: string;
  /** Where several things are wrong at once: each of them, `field: what is wrong`. */
  readonly problems?: readonly string[];
};

export type HttpProblem = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpProblemBody;
};

/**
 * The only place where an error becomes an HTTP answer. What is not a BridgeError is a bug: its text stays inside, and
 * it answers 503 (UNEXPECTED), never 500, because Azure Monitor repeats after 503 and not after 500.
 */
export function httpProblem(error: unknown): HttpProblem {
  const isKnown = error instanceof BridgeError;
  const code: ErrorCode = isKnown ? error.code : "UNEXPECTED";
  const { title, resolution, cause, httpStatus } = catalogue[code];
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  };
  if (isKnown && error.retryAfterMs !== undefined) {
    headers["retry-after"] = String(Math.ceil(error.retryAfterMs / 1000));
  }
  return {
    status: httpStatus,
    headers,
    body: {
      type: `urn:azure-ticket-bridge:failure:${code}`,
      title,
      status: httpStatus,
      detail: isKnown ? error.detail : cause,
      code,
      resolution,
      documentation: documentationOf(code),
      ...(isKnown && error.problems !== undefined ? { problems: error.problems } : {}),
    },
  };
}
