import { catalogue, type ErrorCode } from "./catalogue.ts";
import { documentationOf } from "./documentation.ts";
import type { FailureEntry, FailureOwner } from "./failureEntry.ts";
import { failureOwners } from "./failureOwner.ts";
import { replayAdvice } from "./replayAdvice.ts";

/** Everything that people are told about a code, wherever they meet it. */
export type FailureView = {
  readonly code: ErrorCode;
  readonly title: string;
  readonly cause: string;
  readonly resolution: string;
  readonly owner: FailureOwner;
  readonly ownerName: string;
  readonly whoseMove: string;
  readonly automaticAction: string;
  readonly retry: FailureEntry["retry"];
  readonly replayAdvice: string;
  readonly documentation: string;
};

export function viewFailure(code: ErrorCode): FailureView {
  const { title, cause, resolution, owner, automaticAction, retry } = catalogue[code];
  const { name: ownerName, whoseMove } = failureOwners[owner];
  return {
    code,
    title,
    cause,
    resolution,
    owner,
    ownerName,
    whoseMove,
    automaticAction,
    retry,
    replayAdvice: replayAdvice(code),
    documentation: documentationOf(code),
  };
}

/** Of a failure, what a line in the log needs so that its reader knows what to do. */
export function failureLogFields(
  code: ErrorCode,
): Pick<FailureView, "title" | "ownerName" | "resolution" | "documentation"> {
  const { title, ownerName, resolution, documentation } = viewFailure(code);
  return { title, ownerName, resolution, documentation };
}

/** In the catalogue's order. */
export const allCodes: readonly ErrorCode[] = Object.keys(catalogue) as ErrorCode[];

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(catalogue, text);
}
