/** Below this a terminal breaks lines itself as well as anybody. */
const narrowest = 25;

/**
 * Text broken between words so that it fits beside a label into the terminal. Line breaks that are there stay. Where
 * nobody watches, lines stay whole.
 *
 * @param usedColumns what stands to the left of every line
 */
export function wrapped(text: string, usedColumns: number, terminal: Terminal = process.stdout): string {
  const room = (terminal.columns ?? Infinity) - usedColumns;
  if (room === Infinity || room < narrowest) return text;
  return text
    .split("\n")
    .map((line) => wrapLine(line, room))
    .join("\n");
}

type Terminal = { readonly columns?: number };

function wrapLine(line: string, room: number): string {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && current.length + 1 + word.length > room) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current].join("\n");
}
