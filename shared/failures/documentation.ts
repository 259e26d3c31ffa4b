import type { ErrorCode } from "./catalogue.ts";

/** Where a code is explained: a path in this repository, with the page that is made from the catalogue. */
export function documentationOf(code: ErrorCode): string {
  return `docs/errors/${code}.md`;
}
