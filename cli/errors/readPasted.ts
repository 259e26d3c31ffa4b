/** What somebody pasted, taken apart: an answer with or without its status and headers, or only words. */
export type Pasted = {
  readonly status: number | undefined;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** `json` that does not parse was cut. */
  readonly shape: "json" | "page" | "words";
  readonly body: string;
};

/** Reads what `curl -i`, a log line, a browser or an error message gives: status line, headers, then a body. */
export function readPasted(pasted: string): Pasted {
  const text = withoutCurlMarks(pasted).trim();
  const { head, rest } = splitHead(text);
  const status = statusIn(head, rest);
  const headers = headersIn(head);
  const json = jsonIn(rest);
  if (json !== undefined) return { status, headers, shape: "json", body: json };
  const page = /<(?:!doctype|html|head|title|body|form)\b[^]*/i.exec(rest)?.[0];
  if (page !== undefined) return { status, headers, shape: "page", body: page };
  return { status, headers, shape: "words", body: rest.replace(leadingStatus, "").trim() };
}

const leadingStatus = /^(?:http(?:\/[\d.]+)?\s+)?[1-5]\d\d\b[\s:,-]*/i;

/** `curl -v` begins the answer's lines with `<`. */
function withoutCurlMarks(text: string): string {
  return /^< HTTP\//m.test(text)
    ? text
        .replace(/^[>*{}].*\n?/gm, "")
        .replace(/^< ?/gm, "")
        .replace(/\r/g, "")
    : text.replace(/\r\n?/g, "\n");
}

function splitHead(text: string): { readonly head: string; readonly rest: string } {
  const match = /^(HTTP\/[\d.]+ \d{3}[^\n]*\n?(?:[\w-]+:[^\n]*\n?)*)\n*/i.exec(text);
  return match === null
    ? { head: "", rest: text }
    : { head: match[1] ?? "", rest: text.slice(match[0].length) };
}

function statusIn(head: string, rest: string): number | undefined {
  const found =
    /^HTTP\/[\d.]+ (\d{3})/i.exec(head) ??
    /^(?:http(?:\/[\d.]+)?\s+)?([1-5]\d\d)\b(?!\s*(?:ms|s|kb|mb)\b)/i.exec(rest) ??
    /\b(?:http|status(?:[ _-]?code)?|answer(?:ed)?)["']?\s*[:=]?\s*["']?([1-5]\d\d)\b/i.exec(rest);
  return found === null ? undefined : Number(found[1]);
}

function headersIn(head: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...head.matchAll(/^([\w-]+):[ \t]*([^\n]*)$/gm)].map(([, name = "", value = ""]) => [
      name.toLowerCase(),
      value.trim(),
    ]),
  );
}

/** The JSON object in a text, also inside of a JSON string, and where the last braces were left out in copying. */
function jsonIn(text: string): string | undefined {
  const start = text.indexOf("{");
  if (start < 0 || !/^\{\s*["'}]/.test(text.slice(start).replaceAll('\\"', '"'))) return undefined;
  const end = text.lastIndexOf("}");
  if (end < start) return text.slice(start);
  const raw = text.slice(start, end + 1);
  const unescaped = raw.includes('\\"') ? raw.replaceAll('\\"', '"') : undefined;
  // What has an error in it is no cut success: its last braces were left out by whoever copied it.
  const endings = raw.includes('"error') ? ["", "}", "}}"] : [""];
  for (const candidate of [raw, unescaped].filter((part) => part !== undefined)) {
    for (const ending of endings) if (isJsonObject(candidate + ending)) return candidate + ending;
  }
  return text.slice(start);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
