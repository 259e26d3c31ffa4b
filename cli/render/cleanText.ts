import { stripVTControlCharacters } from "node:util";

// C0 and C1 controls except tab and line feed; marks that turn the writing direction, and what nobody can see.
const unsafe =
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Text from elsewhere, made safe for a terminal: alert text is hostile, and control sequences could repaint the
 * screen, set the window's title, or hide what stands there.
 */
export function cleanText(text: string): string {
  return stripVTControlCharacters(text).replace(unsafe, "");
}

/** The same for every text in a JSON value, names included. */
export function cleanValue<Value>(value: Value): Value {
  return clean(value) as Value;
}

function clean(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [cleanText(name), clean(member)]));
}

/** On one line, however it was written. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** JSON for machines: nothing is lost, and what a terminal might obey is written as an escape. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(
    // JSON.stringify leaves these as they are.
    /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
