import type { HttpRequest } from "@azure/functions";

import { BridgeError } from "../shared/failures/bridgeError.ts";

/** `?dryRun=`: a word that is misspelt must not become the real thing. Throws BridgeError REQUEST_INVALID. */
export function isDryRun({ query }: HttpRequest): boolean {
  const text = query.get("dryRun") ?? "false";
  if (text !== "true" && text !== "false") {
    throw new BridgeError("REQUEST_INVALID", "dryRun is true or false");
  }
  return text === "true";
}
