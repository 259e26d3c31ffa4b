export type MessageEncoding = "base64" | "none";

/** The payload of a stored message; `undefined` if it is not in the encoding that host.json promises. */
export function decodeMessage(text: string, encoding: MessageEncoding): string | undefined {
  if (encoding === "none") return text;
  const compact = text.replace(/\s+/g, "");
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  return Buffer.from(compact, "base64").toString("utf8");
}

export function encodeMessage(payload: Buffer, encoding: MessageEncoding): string {
  return payload.toString(encoding === "none" ? "utf8" : "base64");
}
