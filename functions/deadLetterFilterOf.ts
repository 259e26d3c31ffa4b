import type { HttpRequest } from "@azure/functions";

import type { DeadLetterFilter } from "../shared/deadLetters/deadLetterFilter.ts";

const names = ["status", "code", "connection", "route", "sinceUtc", "untilUtc"];

/** `?status=`, `?code=`… of a list of dead letters. Throws BridgeError REQUEST_INVALID. */
export async function deadLetterFilterOf({ query }: HttpRequest): Promise<DeadLetterFilter> {
  // Read when it is needed: zod is larger than everything else that the functions need to be known.
  const { parseFilter } = await import("../shared/deadLetters/parseFilter.ts");
  return parseFilter(
    Object.fromEntries(names.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : []))),
  );
}
