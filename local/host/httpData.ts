import type { ServerResponse } from "node:http";
import type { HttpCookie, HttpData, TypedData } from "./coreTypes.ts";

/** Writes a function's answer as the host does; a function that returned nothing answers 204. */
export function writeHttpData(response: ServerResponse, data: HttpData | undefined): void {
  if (response.destroyed) return;
  if (data === undefined) {
    response.writeHead(204).end();
    return;
  }
  response.statusCode = Number(data.statusCode ?? 200);
  for (const [name, value] of Object.entries(data.headers ?? {})) response.setHeader(name, value);
  const cookies = data.cookies ?? [];
  if (cookies.length > 0) response.setHeader("set-cookie", cookies.map(serializeCookie));
  response.end(toBytes(data.body));
}

/** The bytes of a value that the app gave back; objects as JSON. */
export function toBytes(data: TypedData | null | undefined): Buffer {
  if (data?.bytes !== undefined) return Buffer.from(data.bytes);
  const text = data?.string ?? data?.json ?? data?.int ?? data?.double ?? "";
  return Buffer.from(String(text));
}

const sameSiteNames = { lax: "Lax", strict: "Strict", explicitNone: "None", none: undefined } as const;

function serializeCookie(cookie: HttpCookie): string {
  const { name = "", value = "", domain, path, expires, maxAge, secure, httpOnly } = cookie;
  const sameSite = sameSiteNames[cookie.sameSite ?? "none"];
  const expiresMs = (expires?.value?.seconds ?? Number.NaN) * 1000;
  const parts = [
    `${name}=${encodeURIComponent(value)}`,
    domain?.value !== undefined && `Domain=${domain.value}`,
    path?.value !== undefined && `Path=${path.value}`,
    !Number.isNaN(expiresMs) && `Expires=${new Date(expiresMs).toUTCString()}`,
    maxAge?.value !== undefined && `Max-Age=${maxAge.value}`,
    secure?.value === true && "Secure",
    httpOnly?.value === true && "HttpOnly",
    sameSite !== undefined && `SameSite=${sameSite}`,
  ];
  return parts.filter((part) => part !== false).join("; ");
}
