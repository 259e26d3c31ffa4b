import { HostError, messageOf } from "./hostError.ts";

/** Parses a configuration file. Throws HostError `file:line:column: what is wrong`. */
export function parseJsonFile(text: string, file: string): unknown {
  const content = text.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(content);
  } catch (error) {
    const before = content.slice(0, validLength(content)).split("\n");
    const what = messageOf(error).replace(/ in JSON at position.*| in JSON input|, [".].*/s, "");
    throw new HostError(`${file}:${before.length}:${(before.at(-1) ?? "").length + 1}: ${what}`);
  }
}

/** How far the text could still become JSON. V8 names the position in some of its messages only. */
function validLength(content: string): number {
  let good = 0;
  let bad = content.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (mayContinue(content.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function mayContinue(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return true;
  } catch (error) {
    const message = messageOf(error);
    if (/^Unexpected end|^Unterminated string/.test(message)) return true;
    const position = /at position (\d+)/.exec(message)?.[1];
    return position !== undefined && Number(position) >= prefix.length;
  }
}
