import type { ErrorCode } from "../failures/catalogue.ts";
import { type FailureView, viewFailure } from "../failures/failureView.ts";

/** What a status says of a failure. */
export type KnownFailure = Pick<
  FailureView,
  "code" | "title" | "resolution" | "whoseMove" | "automaticAction" | "documentation"
> & { readonly detail: string };

export function knownFailure(code: ErrorCode, detail: string): KnownFailure {
  const { title, resolution, whoseMove, automaticAction, documentation } = viewFailure(code);
  return { code, title, resolution, whoseMove, automaticAction, documentation, detail };
}
