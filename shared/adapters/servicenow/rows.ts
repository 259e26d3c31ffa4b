import { BridgeError } from "../../failures/bridgeError.ts";

/** Rows of any table, values as text. What has another form is left out, as a field that may not be read is. */
export type Row = Readonly<Record<string, string | undefined>>;

/** Throws BridgeError SERVICENOW_UNEXPECTED_RESPONSE if the result is no list. */
export function rowsOf(result: unknown, table: string): readonly Row[] {
  if (!Array.isArray(result)) {
    throw new BridgeError("SERVICENOW_UNEXPECTED_RESPONSE", `The list of ${table} is no list`);
  }
  return result.map((row: unknown) =>
    typeof row === "object" && row !== null
      ? Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value === "string"))
      : {},
  );
}

/**
 * A value from our own settings as it may stand in an encoded query, or undefined if it cannot: `^` separates terms and
 * is doubled; a value that begins with `javascript:` would be run by ServiceNow. Text of an alert never gets here.
 */
export function queryValue(text: string): string | undefined {
  const value = text.trim();
  if (value === "" || /javascript:/i.test(value) || /[\r\n]/.test(value)) return undefined;
  return encodeURIComponent(value.replaceAll("^", "^^"));
}
