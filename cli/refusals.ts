import { problemAnswer } from "./bridgeAnswers.ts";
import { CliError } from "./cliError.ts";
import { cleanText, cleanValue, oneLine } from "./render/cleanText.ts";

/** Nothing answers at the address: the bridge does not run, or runs elsewhere. */
export class NothingAnswers extends CliError {}

/** The bridge, or something before it, said no. */
export class Refused extends CliError {
  readonly status: number;
  readonly code: string | undefined;
  /** Where several things are wrong at once: each of them, `field: what is wrong`. */
  readonly problems: readonly string[];

  constructor(
    message: string,
    said: {
      readonly status: number;
      readonly code?: string | undefined;
      readonly hint?: string | undefined;
      readonly problems?: readonly string[];
    },
  ) {
    super(message, { hint: said.hint });
    this.status = said.status;
    this.code = said.code;
    this.problems = said.problems ?? [];
  }
}

/** Why a call was answered with no. */
export async function refused(url: string, response: Response): Promise<Refused> {
  const text = await response.text().catch(() => "");
  const problem = problemAnswer.safeParse(parseJson(text));
  if (problem.success) {
    const { title, detail, code, resolution: general, problems } = cleanValue(problem.data);
    const resolution = ofConnection(general, response.url);
    const known = { status: response.status, code: code ?? undefined };
    const said = [code, title].filter(Boolean).join(": ");
    if (problems !== undefined && problems !== null && problems.length > 0) {
      const lines = problems.map(oneLine);
      const heading = code === "REQUEST_INVALID" ? "The bridge does not take this:" : said;
      return new Refused([heading, ...lines.map((line) => `  ${line}`)].join("\n"), {
        ...known,
        problems: lines,
      });
    }
    const message = detail === undefined || detail === null ? said : `${said} (${oneLine(detail)})`;
    return new Refused(message, { ...known, hint: resolution });
  }
  const hint =
    response.status === 401 || response.status === 403
      ? "A function key is needed: --key or BRIDGE_KEY."
      : "Check the address: --url or BRIDGE_URL.";
  return new Refused(`${url} answered HTTP ${response.status}: ${excerpt(text)}`, {
    status: response.status,
    hint,
  });
}

/** The catalogue speaks of any connection; who has asked about one is told of that one. */
function ofConnection(text: string | null | undefined, url: string): string | undefined {
  const [, name] = /\/api\/connections\/([^/?]+)/.exec(url) ?? [];
  return name === undefined ? (text ?? undefined) : text?.replaceAll("<name>", decodeURIComponent(name));
}

/** Why a call was not answered at all. */
export function whyNoAnswer(url: string, error: unknown, timeoutMs: number): CliError {
  if (error instanceof Error && error.name === "TimeoutError") {
    return new CliError(`${url} did not answer within ${timeoutMs / 1000} s.`);
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code =
    (cause as NodeJS.ErrnoException).code ?? (cause instanceof Error ? cause.message : String(cause));
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EHOSTUNREACH") {
    return new NothingAnswers(`Nothing answers at ${url} (${code}).`, {
      hint: "Start it with npm start, or name another address with --url or BRIDGE_URL.",
    });
  }
  return new CliError(`The connection to ${url} failed: ${cleanText(code)}.`);
}

/** Undefined: it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The beginning of an answer, for a message. */
export function excerpt(text: string): string {
  const line = oneLine(cleanText(text));
  if (line === "") return "(an empty body)";
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
