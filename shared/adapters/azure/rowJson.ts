/**
 * JSON in the columns json0, json1… of a row. Azure ends a text column at 64 KiB and a row at 1 MiB, both counted in
 * two bytes a character.
 * https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model
 */
const columnChars = 30_000;

/** What fits into one row and leaves room for its other columns. */
export const rowChars = 450_000;

export type JsonColumns = Record<`json${number}`, string>;

/** JSON with everything beyond ASCII escaped: nothing can be cut in two or be spoilt by who reads text in pieces. */
export function rowJson(value: object): string {
  return JSON.stringify(value).replace(/[^\0-\x7F]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

export function jsonColumns(json: string): JsonColumns {
  const columns: JsonColumns = {};
  for (let n = 0; n * columnChars < json.length; n += 1) {
    columns[`json${n}`] = json.slice(n * columnChars, (n + 1) * columnChars);
  }
  return columns;
}

/** The JSON text of a row; empty if it has none. */
export function jsonOfColumns(row: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  for (let n = 0; ; n += 1) {
    const part = row[`json${n}`];
    if (typeof part !== "string") return parts.join("");
    parts.push(part);
  }
}
