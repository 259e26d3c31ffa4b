/** A JSON object. Its keys are whatever the sender wrote, so it is only read by names that we choose. */
export type JsonRecord = Readonly<Record<string, unknown>>;

const emptyRecord: JsonRecord = Object.freeze({});
const emptyList: readonly unknown[] = Object.freeze([]);
const noTexts: readonly string[] = Object.freeze([]);

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The value under `name`; if there is none, under the same name in another case. Legacy bodies came in PascalCase, and
 * some keys of the common schema are spelled in two ways. `undefined` if there is neither.
 */
export function fieldOf(record: JsonRecord, name: string): unknown {
  const value = record[name];
  return value === undefined ? fieldInAnyCase(record, name) : value;
}

/** The field as trimmed text (numbers and booleans, too); `null` if it is empty or something else. */
export function textOf(record: JsonRecord, name: string): string | null {
  return asText(fieldOf(record, name));
}

export function asText(value: unknown): string | null {
  if (typeof value === "string") {
    const text = isTrimmed(value) ? value : value.trim();
    return text === "" ? null : text;
  }
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

function isTrimmed(text: string): boolean {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first > 32 && first < 128 && last > 32 && last < 128;
}

/** The field as an object, also out of a string that holds JSON; an empty object if it is neither. */
export function recordOf(record: JsonRecord, name: string): JsonRecord {
  const value = fieldOf(record, name);
  if (isRecord(value)) return value;
  const parsed = typeof value === "string" ? parsedJson(value) : undefined;
  return isRecord(parsed) ? parsed : emptyRecord;
}

/** The field as a list, also out of a string that holds JSON; an empty list if it is neither. */
export function listOf(record: JsonRecord, name: string): readonly unknown[] {
  const value = fieldOf(record, name);
  if (Array.isArray(value)) return value;
  const parsed = typeof value === "string" ? parsedJson(value) : undefined;
  return Array.isArray(parsed) ? parsed : emptyList;
}

/** The texts of a list, also out of a string that holds JSON; a single text where a list was expected. */
export function textsIn(value: unknown): readonly string[] {
  if (value === undefined || value === null) return noTexts;
  const list: unknown = typeof value === "string" ? (parsedJson(value) ?? [value]) : value;
  if (!Array.isArray(list)) return noTexts;
  const texts: string[] = [];
  for (const entry of list) {
    const text = asText(entry);
    if (text !== null) texts.push(text);
  }
  return texts;
}

/** What the text holds if it is a JSON object or array; `undefined` for every other text. */
export function parsedJson(text: string): unknown {
  const first = text.trimStart().charAt(0);
  if (first !== "{" && first !== "[") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Any JSON value on one line. Never throws, however deep it is. */
export function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    // The only thing that JSON.stringify cannot do with parsed JSON is to follow it very deep.
    return "(nested too deep to show)";
  }
}

const mostKeysToScan = 64;
const namesInLowerCase = new WeakMap<JsonRecord, ReadonlyMap<string, unknown>>();

/** Objects with more keys than Azure ever sends get an index, so that many look-ups stay cheap. */
function fieldInAnyCase(record: JsonRecord, name: string): unknown {
  const known = namesInLowerCase.get(record);
  if (known !== undefined) return known.get(name.toLowerCase());

  let scanned = 0;
  for (const key in record) {
    if (key.length === name.length && key.toLowerCase() === name.toLowerCase()) return record[key];
    scanned += 1;
    if (scanned > mostKeysToScan) return indexOf(record).get(name.toLowerCase());
  }
  return undefined;
}

function indexOf(record: JsonRecord): ReadonlyMap<string, unknown> {
  const index = new Map<string, unknown>();
  for (const [key, value] of Object.entries(record)) {
    const lower = key.toLowerCase();
    if (!index.has(lower)) index.set(lower, value);
  }
  namesInLowerCase.set(record, index);
  return index;
}
