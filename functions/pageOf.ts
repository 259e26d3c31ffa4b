import type { HttpRequest } from "@azure/functions";

import { BridgeError } from "../shared/failures/bridgeError.ts";

const mostRows = 200;
const usualRows = 50;

/** `?limit=` (1 to 200, 50 if left out) and `?continuation=` of a list. Throws BridgeError REQUEST_INVALID. */
export function pageOf(request: HttpRequest): {
  readonly limit: number;
  readonly continuation: string | undefined;
} {
  const limit = Number(request.query.get("limit") ?? usualRows);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostRows) {
    throw new BridgeError("REQUEST_INVALID", `limit is a whole number from 1 to ${mostRows}`);
  }
  return { limit, continuation: request.query.get("continuation") ?? undefined };
}
