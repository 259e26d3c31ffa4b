import { catalogue, type ErrorCode } from "./catalogue.ts";
import { allCodes, type FailureView, viewFailure } from "./failureView.ts";
import { oldConnectorErrorsFor } from "./findOldConnectorErrors.ts";

/** Everything about a code, with what the old connector showed in its place. */
export type FailureExplanation = FailureView & {
  /** Where it is an answer of the bridge's own API. */
  readonly httpStatus: number;
  readonly oldConnectorTexts: readonly string[];
};

export function explainFailure(code: ErrorCode): FailureExplanation {
  return {
    ...viewFailure(code),
    httpStatus: catalogue[code].httpStatus,
    oldConnectorTexts: oldConnectorErrorsFor(code).flatMap(({ texts }) => texts),
  };
}

/** The whole catalogue, in its order. */
export function explainAll(): readonly FailureExplanation[] {
  return allCodes.map(explainFailure);
}
