import { classifyAnswer } from "../../shared/adapters/servicenow/classifyAnswer.ts";
import { readImportReply } from "../../shared/adapters/servicenow/importReply.ts";
import { classifyTokenAnswer } from "../../shared/adapters/servicenow/grants/classifyTokenAnswer.ts";
import { transportFailure } from "../../shared/adapters/servicenow/transportFailure.ts";
import { BridgeError } from "../../shared/failures/bridgeError.ts";
import type { ErrorCode } from "../../shared/failures/catalogue.ts";
import { isErrorCode } from "../../shared/failures/failureView.ts";
import { findOldConnectorErrors } from "../../shared/failures/findOldConnectorErrors.ts";
import type { OldConnectorError } from "../../shared/failures/oldConnectorErrors.ts";
import { type Pasted, readPasted } from "./readPasted.ts";

/** How much there is to go by: everything, words without their status, or hardly anything. */
export type Sureness = "certain" | "likely" | "possible";

export type Finding = {
  readonly code: ErrorCode;
  readonly sureness: Sureness;
  /** What it is known by, as part of a sentence. */
  readonly because: string;
};

export type Found = {
  /** The surest first; empty if nobody knows the text. */
  readonly findings: readonly Finding[];
  readonly oldErrors: readonly OldConnectorError[];
  /** The answer is one that means success. */
  readonly isSuccess: boolean;
};

/**
 * Which code a text leads to: a code's name, an answer of ServiceNow's, an error of the network, or what the old
 * connector showed. Answers are read by the very code that reads them when the bridge works.
 */
export function findFailure(text: string): Found {
  const named = [...new Set(text.match(/\b[A-Z]+(?:_[A-Z]+)*\b/g) ?? [])].filter(isErrorCode);
  if (named.length > 0) {
    const findings = named.map(
      (code) => ({ code, sureness: "certain", because: "the text names it" }) as const,
    );
    return { findings, oldErrors: [], isSuccess: false };
  }
  const pasted = readPasted(text);
  const oldErrors = findOldConnectorErrors(text);
  const answered = inAnswer(pasted);
  const findings = [...inNetworkError(text), ...answered.findings, ...inOldErrors(oldErrors)];
  return { findings: surestFirst(findings), oldErrors, isSuccess: answered.isSuccess };
}

function inOldErrors(oldErrors: readonly OldConnectorError[]): readonly Finding[] {
  return oldErrors.flatMap(({ name, codes }) =>
    codes.map((code, index): Finding => ({
      code,
      sureness: index === 0 ? "likely" : "possible",
      because: `the old connector called it “${name}”`,
    })),
  );
}

/** Node's and OpenSSL's names of errors, and the words that go with them. */
const networkNames =
  /\b(?:E[A-Z]{4,}(?:_[A-Z]+)*|(?:UND_ERR|ERR_TLS|ERR_SSL|CERT|CRL|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)_[A-Z_]+)\b/g;
const networkWords: readonly (readonly [RegExp, string])[] = [
  [/no such host|getaddrinfo|name could not be resolved|name or service not known/i, "ENOTFOUND"],
  [/self.signed certificate|certificate (?:has expired|verify failed|is not valid)/i, "CERT_HAS_EXPIRED"],
  [/connection (?:was )?refused|actively refused/i, "ECONNREFUSED"],
  [/connection (?:was )?reset|socket hang up|other side closed/i, "ECONNRESET"],
];

function inNetworkError(text: string): readonly Finding[] {
  const names = new Set([
    ...(text.match(networkNames) ?? []),
    ...networkWords.flatMap(([pattern, name]) => (pattern.test(text) ? [name] : [])),
  ]);
  return [...names].flatMap((name): Finding[] => {
    const error = Object.assign(new Error(name), { code: name });
    const failure = transportFailure(error, { isWrite: false, timedOutAfterMs: undefined });
    return failure === undefined
      ? []
      : [
          {
            code: failure.code,
            sureness: "certain",
            because: `that is what the network's error ${name} means`,
          },
        ];
  });
}

type Answered = { readonly findings: readonly Finding[]; readonly isSuccess: boolean };

/** Statuses that a text can have come with when none was pasted. */
const likelyStatuses = [403, 400, 404, 401, 429, 500, 503, 200] as const;

function inAnswer(pasted: Pasted): Answered {
  const { status } = pasted;
  // Of a page that nobody knows, a status of success would say that it is no data: that is known without looking.
  const candidates = likelyStatuses.filter((tried) => pasted.shape === "json" || tried >= 400);
  const tries = (status === undefined ? candidates : [status]).flatMap((tried) =>
    [true, false].flatMap((isWrite) => readAs(pasted, tried, isWrite)),
  );
  const isSuccess = tries.some((read) => read.kind === "success");
  const known = tries.filter((read) => read.kind === "failure");
  const said = known.filter(({ basis }) => basis !== "status");
  if (said.length > 0) {
    return { isSuccess: false, findings: said.map((read) => toFinding(read.code, read.basis, status)) };
  }
  if (isSuccess || status === undefined) return { isSuccess, findings: [] };
  const byStatus = known.filter(({ code }) => code !== "SERVICENOW_UNEXPECTED_RESPONSE");
  return { isSuccess: false, findings: byStatus.map(({ code, basis }) => toFinding(code, basis, status)) };
}

type Basis = "text" | "page" | "header" | "status";
type Read =
  | { readonly kind: "success" }
  | { readonly kind: "failure"; readonly code: ErrorCode; readonly basis: Basis };

function readAs({ shape, body, headers }: Pasted, status: number, isWrite: boolean): readonly Read[] {
  const context = { isWrite, isDeveloperInstance: true };
  const answer = (contentType: string, text: string) => ({
    status,
    headers: {
      ...headers,
      ...(headers["content-type"] === undefined ? { "content-type": contentType } : {}),
    },
    text,
  });
  switch (shape) {
    case "json": {
      const json = answer("application/json", body);
      const row = failedImportRow(body);
      if (row !== undefined) return [{ kind: "failure", code: row, basis: "text" }];
      return isTokenAnswer(body)
        ? [asRead(classifyTokenAnswer(json, { isDeveloperInstance: true, grantType: "password" }))]
        : [classifyAnswer(json, context)];
    }
    case "page":
      return [classifyAnswer(answer("text/html", body), context)];
    case "words": {
      // A message without what stood around it: of an error's JSON, or a page's title.
      const real = body.replace(/\\n/g, "\n").replace(/\\t/g, "\t");
      const asJson = JSON.stringify({ error: { message: real, detail: real } });
      const asTitle = `<title>${body}</title>`;
      const row = rowCodeOf([{ status: "error", error_message: real }]);
      if (row !== undefined && saidOfRowsOnly.has(row))
        return [{ kind: "failure", code: row, basis: "text" }];
      if (body === "") return [classifyAnswer(answer("text/plain", ""), context)];
      return [
        classifyAnswer(answer("application/json", asJson), context),
        ...(body.length < 200 ? [onlyPages(classifyAnswer(answer("text/html", asTitle), context))] : []),
      ].flat();
    }
  }
}

/** Of words that stand in for a page, only the look of a known page counts. */
function onlyPages(read: Read): readonly Read[] {
  return read.kind === "failure" && read.basis === "page" ? [read] : [];
}

function asRead(classified: ReturnType<typeof classifyTokenAnswer>): Read {
  return classified.kind === "granted" ? { kind: "success" } : classified;
}

/** What only the Import Set API says; the rest of its texts are the Table API's, too. */
const saidOfRowsOnly: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "SERVICENOW_IMPORT_TARGET_NOT_FOUND",
  "SERVICENOW_IMPORT_STAGING_INVALID",
  "SERVICENOW_IMPORT_ROW_IGNORED",
]);

/** Of an answer of the Import Set API, which is success by its status, whatever its rows say. */
function failedImportRow(body: string): ErrorCode | undefined {
  if (!body.includes('"import_set"') && !body.includes('"transform_map"')) return undefined;
  try {
    const parsed = JSON.parse(body) as { readonly result?: unknown };
    return rowCodeOf(parsed.result);
  } catch {
    return undefined;
  }
}

function rowCodeOf(result: unknown): ErrorCode | undefined {
  try {
    readImportReply(result);
    return undefined;
  } catch (error) {
    if (error instanceof BridgeError) return error.code;
    throw error;
  }
}

/** `error` is a word there, and an object everywhere else. */
function isTokenAnswer(body: string): boolean {
  return /"error"\s*:\s*"|"access_token"\s*:/.test(body);
}

function toFinding(code: ErrorCode, basis: Basis, status: number | undefined): Finding {
  const what = {
    text: "the answer's own words say so",
    page: "the page looks like it",
    header: "the answer's headers say so",
    status: `nothing but the status ${status ?? ""} says so`,
  }[basis];
  if (basis === "status") return { code, sureness: "possible", because: what };
  return status === undefined
    ? { code, sureness: "likely", because: `${what}; with the status it would be certain` }
    : { code, sureness: "certain", because: `${what} (${status})` };
}

const order: readonly Sureness[] = ["certain", "likely", "possible"];

function surestFirst(findings: readonly Finding[]): readonly Finding[] {
  const sorted = findings.toSorted((a, b) => order.indexOf(a.sureness) - order.indexOf(b.sureness));
  return [...new Map(sorted.toReversed().map((finding) => [finding.code, finding])).values()].toSorted(
    (a, b) => sorted.indexOf(a) - sorted.indexOf(b),
  );
}
