/** In code units; families and flags of several parts stay below. */
const longestCharacter = 64;

/** How far back from the end, as a part of the room, a word boundary is looked for. */
const wordSearch = 0.3;

/**
 * `text`, or its beginning with `…`, in at most `maxLength` UTF-16 code units (at least 1). Cuts between words where there
 * is a space in the last third of the room, and never inside what a person sees as one character.
 */
export function cutText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const room = maxLength - 1;
  const start = text.slice(0, startOfCharacter(text, room));
  const space = start.search(/\s\S*$/u);
  // The space may also come right after what is left.
  const isWordEnd = /\s/u.test(text.charAt(start.length));
  const words = !isWordEnd && space >= room * (1 - wordSearch) ? start.slice(0, space) : start;
  return `${words.replace(/[\s,;:(\-–—]+$/u, "")}…`;
}

/** Where the character begins that holds the code unit at `index`; never 0, so that a giant one is cut between code points. */
function startOfCharacter(text: string, index: number): number {
  if (/^[\x20-\x7e]{2}$/u.test(text.slice(index - 1, index + 1))) return index;
  const start = graphemesOf(text.slice(0, index + longestCharacter)).containing(index)?.index ?? 0;
  if (start > 0) return start;
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}

let segmenter: Intl.Segmenter | undefined;

/** Made when first needed: it takes 10 ms, and most alerts are short or plain ASCII. */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}
