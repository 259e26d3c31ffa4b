import type { ErrorCode } from "./catalogue.ts";
import { type OldConnectorError, oldConnectorErrors } from "./oldConnectorErrors.ts";

/** `{…}` may be anything, and so may blanks and upper or lower case. */
const patterns = oldConnectorErrors.flatMap((error) =>
  error.texts.map((text) => ({ error, text, pattern: patternOf(text) })),
);

/**
 * The old connector's errors whose text stands in what somebody pasted, the longest first: the more of a text is
 * recognised, the surer it is that this is the one.
 */
export function findOldConnectorErrors(pasted: string): readonly OldConnectorError[] {
  const found = patterns.filter(({ pattern }) => pattern.test(pasted));
  const sorted = found.toSorted((a, b) => b.text.length - a.text.length);
  return [...new Set(sorted.map(({ error }) => error))];
}

/** Those that lead to a code. */
export function oldConnectorErrorsFor(code: ErrorCode): readonly OldConnectorError[] {
  return oldConnectorErrors.filter(({ codes }) => codes.includes(code));
}

function patternOf(text: string): RegExp {
  const parts = text
    .replace(/[.\s]+$/, "")
    .split("{…}")
    .map((part) =>
      part
        .trim()
        .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
        .replace(/\s+/g, "\\s*"),
    );
  return new RegExp(parts.join("[^]{0,400}?"), "i");
}
