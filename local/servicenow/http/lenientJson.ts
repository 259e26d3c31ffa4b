/** JSON as ServiceNow reads it: single quotes will do, which its own documentation uses nearly everywhere. */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const rewritten = withDoubleQuotes(text);
    if (rewritten === undefined) throw error;
    return JSON.parse(rewritten) as unknown;
  }
}

/** Rewrites single-quoted strings; `undefined` if there are none or one does not end. */
function withDoubleQuotes(text: string): string | undefined {
  const string = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gs;
  if (!text.includes("'")) return undefined;
  return text.replace(string, (quoted) => {
    if (quoted.startsWith('"')) return quoted;
    const inner = quoted.slice(1, -1).replaceAll("\\'", "'");
    return `"${inner.replace(/\\.|"/gs, (found) => (found === '"' ? '\\"' : found))}"`;
  });
}
