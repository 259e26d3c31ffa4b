const lineBreak = /\r\n?|[\v\f\u0085\u2028\u2029]/gu;

const loneSurrogate = /\p{Surrogate}/gu;

/**
 * Control characters, and everything that takes no room on the screen: direction overrides, zero-width characters,
 * soft hyphens, tags. `keep` spares what real writing needs: line breaks, the joiners inside emoji and inside Arabic
 * and Indic words, and the selectors that make a sign an emoji.
 */
const invisible = new RegExp(
  [
    String.raw`(?<keep>\n`,
    String.raw`|(?<=\p{Extended_Pictographic})\uFE0F|\uFE0F(?=\u20E3)`,
    String.raw`|(?<=\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D(?=\p{Extended_Pictographic})`,
    String.raw`|(?<=(?=\p{L})\p{Script=Arabic}|(?!\p{DI})\p{Mn}|(?!\p{DI})\p{Mc})[\u200C\u200D](?=\p{L}))`,
    String.raw`|\p{Cc}|\p{DI}`,
  ].join(""),
  "gu",
);

/** No language piles more than four marks on a letter; the ones that do so want to cover the lines around. */
const piledMarks = /(\p{M}{4})\p{M}+/gu;

/** Printable ASCII and line feeds only: what nearly every alert consists of, and nothing to do. */
const harmless = /^[\n\x20-\x7e]*$/u;

/**
 * Text as a person sees it: line breaks are `\n`, tabs two spaces; control characters, direction overrides and invisible
 * characters are gone. Not escaped for any markup: that is the affair of whoever writes markup.
 */
export function plainText(text: string): string {
  if (harmless.test(text)) return text;
  return text
    .replace(lineBreak, "\n")
    .replaceAll("\t", "  ")
    .replace(loneSurrogate, "\uFFFD")
    .replace(invisible, "$<keep>")
    .replace(piledMarks, "$1");
}

/** The same on one line: every run of white space is one space, none at the ends. */
export function singleLine(text: string): string {
  return plainText(text).replace(/\s+/gu, " ").trim();
}
