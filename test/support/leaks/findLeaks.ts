/** Something that a run has left behind, or said. */
export type Trace = { readonly where: string; readonly text: string };

/**
 * Where secrets stand in what a run has left behind: as they are, or in any form in which HTTP and JSON carry them. Says
 * which secret and where, and not what it is: the finding is printed.
 */
export function findLeaks(traces: readonly Trace[], secrets: ReadonlyMap<string, string>): readonly string[] {
  const shapes = [...secrets].flatMap(([name, secret]) =>
    [...shapesOf(secret)].map(([shape, text]) => ({ what: `${name}, ${shape}`, text })),
  );
  const found = traces.flatMap(({ where, text }) =>
    shapes.filter((shape) => text.includes(shape.text)).map(({ what }) => `${what}: ${where}`),
  );
  return [...new Set(found)].sort();
}

function shapesOf(secret: string): ReadonlyMap<string, string> {
  if (secret.length < 6) throw new Error("A secret of a test is long enough not to occur by chance.");
  const shapes: (readonly [string, string])[] = [
    ["as it is", secret],
    ["in JSON", JSON.stringify(secret).slice(1, -1)],
    ["in JSON in JSON", JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1)],
    ["URL-encoded", encodeURIComponent(secret)],
    ["as a form field", new URLSearchParams({ s: secret }).toString().slice(2)],
    ["in hex", Buffer.from(secret).toString("hex")],
    ...[0, 1, 2].flatMap((offset) => {
      const base64 = base64Within(secret, offset);
      return [
        [`in base64 (${offset})`, base64],
        [`in base64 for URLs (${offset})`, base64.replaceAll("+", "-").replaceAll("/", "_")],
      ] as const;
    }),
  ];
  return new Map(shapes);
}

/**
 * What stands in a base64 text wherever the secret was part of what was encoded, as in a Basic header: three bytes are
 * four characters, so there are three ways, and the characters at both ends are shared with what stands around it.
 */
function base64Within(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
  return whole.slice(offset === 0 ? 0 : 4);
}
