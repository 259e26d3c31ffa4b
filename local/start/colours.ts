type Paint = (text: string) => string;

export type Colours = {
  readonly green: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly bold: Paint;
  readonly dim: Paint;
};

/** Plain unless a person looks at it: https://no-color.org, and a terminal that can. */
export function coloursFor(
  terminal: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Colours {
  const isColoured =
    terminal.isTTY === true && (environment["NO_COLOR"] ?? "") === "" && environment["TERM"] !== "dumb";
  const paint = (code: number): Paint => {
    return (text) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
  };
  return { green: paint(32), red: paint(31), yellow: paint(33), bold: paint(1), dim: paint(2) };
}
