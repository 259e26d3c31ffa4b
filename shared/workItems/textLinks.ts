import type { AlertDescription } from "../alerts/alert.ts";
import { singleLine } from "./textClean.ts";

type Link = AlertDescription["links"][number];

/** Characters that end a link in the eyes of whoever makes it clickable, and those that nobody sees. */
const notInLinks = /[\s\p{Cc}\p{DI}\p{Surrogate}<>"]/gu;

/** The same address, safe to stand in a text. Undefined unless it is an address of the web. */
export function safeUrl(url: string): string | undefined {
  const trimmed = url.trim();
  if (!/^https?:\/\/[^/]/iu.test(trimmed)) return undefined;
  return trimmed.replace(notInLinks, (sign) =>
    /\p{Surrogate}/u.test(sign) ? "%EF%BF%BD" : encodeURIComponent(sign),
  );
}

/**
 * Label and address on lines of their own, best first. An address is whole or not there: one that does not fit into
 * `room` code units is left out and said to be. The first may take everything but `leaving`, the others must leave
 * `leavingMore` for what else is to be said.
 */
export function linkLines(
  links: readonly Link[],
  {
    room,
    leaving,
    leavingMore,
  }: { readonly room: number; readonly leaving: number; readonly leavingMore: number },
): readonly string[] {
  const lines: string[] = [];
  const known = new Set<string>();
  let used = 0;
  let isSomeLeftOut = false;
  for (const { label, url } of links) {
    const safe = safeUrl(url);
    if (safe === undefined || known.has(safe)) continue;
    known.add(safe);
    const pair = [`${singleLine(label)}:`, safe];
    const length = pair.join("\n").length + 1;
    const mustLeave = lines.length === 0 ? leaving : leavingMore;
    if (used + length + mustLeave > room) {
      isSomeLeftOut = true;
      continue;
    }
    lines.push(...pair);
    used += length;
  }
  return isSomeLeftOut ? [...lines, leftOut] : lines;
}

const leftOut = "(Links that are too long for this field are left out.)";
