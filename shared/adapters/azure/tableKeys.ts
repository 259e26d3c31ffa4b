import { createHash } from "node:crypto";

/**
 * A part of a key made of any text: letters, digits and `-_.~!*()=` only, so that it is legal in a key, needs no
 * quoting in a filter, is one segment of a blob's name, and never holds the `|` that separates parts. Long texts (a key ends at 1 KiB, that is 512
 * characters) are represented by their hash.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
export function keyPart(text: string): string {
  // By way of UTF-8, which has no halves of pairs: encodeURIComponent would refuse them.
  const escaped = encodeURIComponent(Buffer.from(text).toString())
    .replaceAll("%", "=")
    .replaceAll("'", "=27");
  return escaped.length <= 200 ? escaped : `=sha256=${createHash("sha256").update(text).digest("hex")}`;
}

/** The text that `keyPart` was made of, unless it was a long one. */
export function textOfKeyPart(part: string): string {
  return decodeURIComponent(part.replaceAll("=", "%"));
}

/** Sorts newer moments first. Good until the year 2286. */
export function newestFirst(momentUtc: string): string {
  return String(9_999_999_999_999 - Date.parse(momentUtc)).padStart(13, "0");
}

/** A key that sorts greater texts first: each byte's complement in hex. The end mark puts longer texts before shorter ones. */
export function greatestFirst(text: string): string {
  const complement = Buffer.from(text).map((byte) => 255 - byte);
  return `${Buffer.from(complement).toString("hex")}~`;
}
