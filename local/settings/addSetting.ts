type Document = { readonly Values: Readonly<Record<string, string>> };

/**
 * The text of a local.settings.json with one more setting, put first. Everything else stays as somebody wrote it:
 * indentation, order, line ends, a byte order mark. `text`: one that parseLocalSettings has read.
 */
export function addSetting(text: string, name: string, value: string): string {
  const [mark, json] = text.startsWith("\uFEFF") ? ["\uFEFF", text.slice(1)] : ["", text];
  const before = JSON.parse(json) as Document;
  const wanted = { ...before, Values: { ...before.Values, [name]: value } };

  const opened = /"Values"\s*:\s*\{(\s*)/.exec(json);
  if (opened !== null) {
    const [found, space = ""] = opened;
    const at = opened.index + found.length;
    const comma = json[at] === "}" ? "" : `,${space}`;
    const added = `${json.slice(0, at)}${JSON.stringify(name)}: ${JSON.stringify(value)}${comma}${json.slice(at)}`;
    if (isSame(added, wanted)) return mark + added;
  }
  // "Values" stands somewhere else, too: then what it says matters more than how it looks.
  return `${mark}${JSON.stringify(wanted, undefined, 2)}\n`;
}

function isSame(json: string, wanted: Document): boolean {
  try {
    return sorted(JSON.parse(json)) === sorted(wanted);
  } catch {
    return false;
  }
}

/** The order of names is no difference. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
