const lineBreaking = new Set([
  "br",
  "p",
  "div",
  "li",
  "tr",
  "ul",
  "ol",
  "table",
  "h1",
  "h2",
  "h3",
  "h4",
  "h5",
  "h6",
]);
const withoutText = new Set(["script", "style", "head", "title"]);
const entities = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
  ["nbsp", " "],
  ["ndash", "–"],
  ["mdash", "—"],
  ["rsquo", "’"],
  ["lsquo", "‘"],
  ["ldquo", "“"],
  ["rdquo", "”"],
  ["bull", "•"],
  ["hellip", "…"],
]);

/**
 * The text of a piece of HTML, as service health communications carry it. Paragraphs become lines, addresses of links
 * are kept in brackets, everything else of the markup goes. One pass: the time is linear in the length of any input.
 * The result is text and still has to be escaped wherever it is shown.
 */
export function htmlToText(html: string): string {
  let text = "";
  let at = 0;
  let address: string | null = null;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open === -1) return tidy(text + decoded(html.slice(at)));
    text += decoded(html.slice(at, open));
    if (!/[a-z/!?]/i.test(html.charAt(open + 1))) {
      text += "<";
      at = open + 1;
      continue;
    }
    const close = html.indexOf(">", open);
    // Without any ">" left, nothing that follows can be a tag.
    if (close === -1) return tidy(text + decoded(html.slice(open)));
    const tag = html.slice(open + 1, close);
    const name = /^\/?([a-z][a-z0-9]*)/i.exec(tag)?.[1]?.toLowerCase() ?? "";
    at = close + 1;
    if (withoutText.has(name) && !tag.startsWith("/")) {
      const end = endOf(html, name, at);
      if (end === -1) return tidy(text);
      at = end;
    } else if (name === "a") {
      if (tag.startsWith("/") && address !== null) text += ` (${address})`;
      address = tag.startsWith("/") ? null : webAddressIn(tag);
    } else if (name === "li" && !tag.startsWith("/")) {
      text += "\n- ";
    } else if (name === "td" || name === "th") {
      text += " ";
    } else if (lineBreaking.has(name)) {
      text += "\n";
    }
  }
  return tidy(text);
}

/** Where the element's end tag begins; -1 if it never ends. */
function endOf(html: string, name: string, from: number): number {
  // Searching without regard to case; whoever finds nothing stops reading, so this stays linear.
  for (let at = html.indexOf("</", from); at !== -1; at = html.indexOf("</", at + 2)) {
    if (html.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  return -1;
}

function webAddressIn(tag: string): string | null {
  const address = /\shref=["']?(https?:\/\/[^\s"'>]+)/i.exec(tag)?.[1];
  return address === undefined ? null : decoded(address);
}

function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return entities.get(name.toLowerCase()) ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const isCharacter = code <= 0x10ffff && (code >= 0x20 || code === 10) && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : "";
  });
}

function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/[^\S\n]+/g, " ").trim())
    .filter((line) => line !== "" && line !== "-")
    .join("\n");
}
