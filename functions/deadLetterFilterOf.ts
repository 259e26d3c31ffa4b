import type { HttpRequest } from "@azure/functions";

import type { DeadLetterFilter } from "../shared/deadLetters/deadLetterFilter.ts";
import { parseFilter } from "../shared/deadLetters/parseFilter.ts";

const names = ["status", "code", "connection", "route", "sinceUtc", "untilUtc"];

/** `?status=`, `?code=`… of a list of dead letters. Throws BridgeError REQUEST_INVALID. */
export function deadLetterFilterOf({ query }: HttpRequest): DeadLetterFilter {
  return parseFilter(
    Object.fromEntries(names.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : []))),
  );
}
