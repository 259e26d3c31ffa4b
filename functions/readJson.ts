import type { HttpRequest } from "@azure/functions";

import { BridgeError } from "../shared/failures/bridgeError.ts";
import { readBody } from "./readBody.ts";

/**
 * The JSON of a request that changes something; an empty body is `{}`. Its content type has to say so: a page that
 * somebody happens to look at could otherwise post a form here in their name.
 *
 * Throws BridgeError REQUEST_INVALID.
 */
export async function readJson(request: HttpRequest): Promise<unknown> {
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new BridgeError("REQUEST_INVALID", "content-type has to be application/json");
  }
  const text = await readBody(request);
  try {
    return text.trim() === "" ? {} : (JSON.parse(text) as unknown);
  } catch {
    throw new BridgeError("REQUEST_INVALID", "The body is not JSON");
  }
}
