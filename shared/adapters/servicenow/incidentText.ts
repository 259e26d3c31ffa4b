import type { Note } from "../../delivery/ports.ts";

/** Dictionary length of journal inputs in the base system; a longer note could lose its end, and with it the mark. */
const longestNote = 4_000;
const cutSign = "\n… (cut)";

/* eslint-disable no-control-regex -- these are what is to be removed */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
/** One pass over the text for the ordinary case, in which there is nothing to do. */
const suspicious = /[\u0000-\u0008\u000b-\u001f\u007f\ud800-\udfff[]/;
/* eslint-enable no-control-regex */

/**
 * Text of an alert as it may stand in any field of a record.
 *
 * ServiceNow shows what stands between `[code]` and `[/code]` in a journal as HTML (glide.ui.security.allow_codetag),
 * so a space after the bracket breaks these tags; nothing is lost, and nothing invisible gets in. The same for
 * our own marks, so that an alert cannot pretend that a note was written. Control characters other than
 * tab and line break, and halves of surrogate pairs, are dropped or replaced: not every database takes them.
 */
export function plainText(text: string): string {
  if (!suspicious.test(text)) return text;
  return text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(controls, "")
    .replace(/\[(?=\s*\/?\s*code\s*\]|atb:)/gi, "[ ");
}

/** The work note with its mark at the end. */
export function noteText({ text, mark }: Note): string {
  const end = `\n${markText(mark)}`;
  const plain = plainText(text);
  const room = longestNote - end.length;
  const body =
    plain.length <= room
      ? plain
      : plain.slice(0, room - cutSign.length).replace(/\p{Surrogate}$/u, "") + cutSign;
  return body + end;
}

/** By what a note is found again. Throws TypeError for a mark that is not letters, digits, `_` and `-`. */
export function markText(mark: string): string {
  if (!/^[\w-]{1,64}$/.test(mark)) throw new TypeError(`Not a mark: ${JSON.stringify(mark)}`);
  return `[atb:${mark}]`;
}
