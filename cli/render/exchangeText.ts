import type { Colours } from "../../local/start/colours.ts";
import type { Exchange } from "../deadLetters/deadLetterAnswers.ts";
import { cleanText, oneLine } from "./cleanText.ts";

/** What was asked of ServiceNow and what came back, as one would write it down: line, headers, body. */
export function exchangeText(
  { request, answer, durationMs, startedAtUtc }: Exchange,
  colours: Colours,
): string {
  const { bold, dim, red } = colours;
  const asked = [
    `${bold("What was asked")}  ${dim(startedAtUtc.replace("T", " "))}`,
    indented(`${request.method} ${oneLine(request.path)}`),
    ...headerLines(request.headers, colours),
    ...bodyLines(request.body),
  ];
  const took = `after ${Math.round(durationMs)} ms`;
  const answered =
    answer === null
      ? [`${bold("What came back")}  ${red("no answer")} ${dim(took)}`]
      : [
          `${bold("What came back")}  ${dim(took)}`,
          indented(red(String(answer.status))),
          ...headerLines(answer.headers, colours),
          ...bodyLines(answer.body),
        ];
  return [...asked, "", ...answered].join("\n");
}

function headerLines(headers: Readonly<Record<string, string>>, { dim }: Colours): readonly string[] {
  return Object.entries(headers).map(([name, value]) => indented(`${dim(`${name}:`)} ${oneLine(value)}`));
}

function bodyLines(body: string | null): readonly string[] {
  if (body === null) return [];
  return body.trim() === "" ? [indented("(an empty body)")] : ["", indented(prettyBody(body))];
}

/** JSON in lines; anything else, and JSON that was cut, as it is. What was an escape is made safe again. */
export function prettyBody(body: string): string {
  try {
    return cleanText(JSON.stringify(JSON.parse(body), undefined, 2));
  } catch {
    return body;
  }
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}
