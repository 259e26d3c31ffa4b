/** Values of the sample that only a running world can know. */
const placeholders = { secret: "<generated>", key: "<generated key>" } as const;

export type MadeValues = {
  /** A password or a client id. */
  secret(): string;
  /** 32 random bytes in base64. */
  key(): string;
};

/**
 * The text of a first local.settings.json, made from the sample's: every `<generated>` becomes a secret of its own, and
 * `<generated key>` a key. Each is asked for once for each place.
 */
export function createLocalSettings(sample: string, make: MadeValues): string {
  const document = JSON.parse(sample) as { Values: Record<string, string> };
  const values = Object.entries(document.Values).map(([name, value]) => {
    if (value === placeholders.secret) return [name, make.secret()] as const;
    return [name, value === placeholders.key ? make.key() : value] as const;
  });
  return `${JSON.stringify({ ...document, Values: Object.fromEntries(values) }, undefined, 2)}\n`;
}
