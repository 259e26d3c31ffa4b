/** A value of the sample that only a running world can know: `<generated>`. */
const placeholder = "<generated>";

/**
 * The text of a first local.settings.json, made from the sample's: every `<generated>` becomes a secret of its own.
 * `makeSecret` is asked once for each.
 */
export function createLocalSettings(sample: string, makeSecret: () => string): string {
  const document = JSON.parse(sample) as { Values: Record<string, string> };
  const values = Object.entries(document.Values).map(
    ([name, value]) => [name, value === placeholder ? makeSecret() : value] as const,
  );
  return `${JSON.stringify({ ...document, Values: Object.fromEntries(values) }, undefined, 2)}\n`;
}
