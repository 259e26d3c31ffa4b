/** Journal text as ServiceNow shows it: escaped, but HTML inside of `[code]…[/code]`, cleaned. */

const allowedTags = new Set(
  "a b blockquote br code div em h1 h2 h3 h4 hr i li ol p pre s small span strong sub sup table tbody td th thead tr u ul".split(
    " ",
  ),
);
const emptyTags = new Set(["br", "hr"]);
/** Their content is no text to show. */
const droppedWithContent = /<(script|style|iframe|object|template|svg|math)\b.*?(?:<\/\1\s*>|$)/gis;

/** Safe to put into a page as it is. */
export function journalHtml(text: string): string {
  return text
    .split(/(\[code\].*?\[\/code\])/is)
    .map((part) => {
      const code = /^\[code\](.*)\[\/code\]$/is.exec(part)?.[1];
      return code === undefined ? escapeHtml(part) : cleanHtml(code);
    })
    .join("");
}

/** Keeps a few harmless tags without attributes; only links keep an address, if it is one of the web. */
function cleanHtml(source: string): string {
  const open: string[] = [];
  const cleaned = source
    .replace(/<!--.*?(?:-->|$)/gs, "")
    .replace(droppedWithContent, "")
    .split(/(<\/?[a-z][^<>]*>)/i)
    .map((piece) => {
      const tag = /^<(\/?)([a-z][a-z0-9]*)([^<>]*)>$/i.exec(piece);
      return tag === null ? escapeText(piece) : cleanTag(open, tag[1] === "/", tag[2] ?? "", tag[3] ?? "");
    })
    .join("");
  return (
    cleaned +
    open
      .toReversed()
      .map((name) => `</${name}>`)
      .join("")
  );
}

/** `open` is what is not closed yet, so that no piece of text can leave its place in the page. */
function cleanTag(open: string[], isEnd: boolean, tagName: string, attributes: string): string {
  const name = tagName.toLowerCase();
  if (!allowedTags.has(name)) return "";
  if (emptyTags.has(name)) return `<${name}>`;
  if (isEnd) {
    const at = open.lastIndexOf(name);
    if (at < 0) return "";
    return open
      .splice(at)
      .toReversed()
      .map((closing) => `</${closing}>`)
      .join("");
  }
  open.push(name);
  if (name !== "a") return `<${name}>`;
  const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attributes);
  const address = (href?.[1] ?? href?.[2] ?? href?.[3] ?? "").replaceAll("&amp;", "&");
  return /^https?:\/\//i.test(address)
    ? `<a href="${escapeHtml(address)}" rel="noreferrer noopener">`
    : "<a>";
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Text between tags may carry entities already. */
function escapeText(text: string): string {
  return escapeHtml(text).replace(/&amp;(#\d+|#x[0-9a-f]+|[a-z]+\d*);/gi, "&$1;");
}
