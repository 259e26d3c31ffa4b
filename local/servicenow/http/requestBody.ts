import { createHash } from "node:crypto";
import { Refusal, refusal } from "../records/refusal.ts";
import type { ApiRequest } from "./apiRequest.ts";
import { parseLenientJson } from "./lenientJson.ts";

type Body = Readonly<Record<string, unknown>>;

/** The body of a write as one object; an empty body is an empty object. Throws a Refusal. */
export function readBody(request: ApiRequest): Body {
  if (request.bodyText.trim() === "") return {};
  requireJson(request.header("content-type"));
  let parsed: unknown;
  try {
    parsed = parseLenientJson(request.bodyText);
  } catch {
    throw unreadable(request.bodyText);
  }
  // Of several records in one body only the first counts.
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (typeof first !== "object" || first === null) throw unreadable(request.bodyText);
  return first as Body;
}

/** The real platform also reads XML; the sandbox does not. */
function requireJson(contentType: string | undefined): void {
  if (contentType === undefined || contentType === "") {
    const { message } = refusal.contentType();
    throw new Refusal(400, message, null);
  }
  if (contentType.split(";")[0]?.trim().toLowerCase() !== "application/json") throw refusal.contentType();
}

function unreadable(text: string): Refusal {
  return refusal.unreadableBody(createHash("md5").update(text).digest("hex").slice(0, 7));
}

/** Throws a Refusal if the caller wants something else than JSON. */
export function requireJsonAccepted(accept: string | undefined): void {
  if (accept === undefined || accept === "") return;
  const isAccepted = accept
    .split(",")
    .some((range) => /^\s*(\*\/\*|application\/(json|\*))\s*(;|$)/i.test(range));
  if (!isAccepted) throw refusal.notAcceptable();
}
