import type { PartnerClock } from "../../tokens/tokenIssuer.ts";
import { headerOf, type Answer } from "./answer.ts";

export type HeardClock = PartnerClock & {
  /** `nowMs`: when the answer was there. */
  heard(answer: Answer, nowMs: number): void;
};

/** A date a day off is a cache's, or nobody's. */
const mostMs = 24 * 60 * 60_000;
/** The header has whole seconds, cut off. */
const halfSecondMs = 500;

/** How far ServiceNow's clock is ahead of ours, by the `Date` of its answers. */
export function partnerClock(): HeardClock {
  let knownMs: number | undefined;
  return {
    aheadMs: () => knownMs,
    know(aheadMs) {
      knownMs ??= aheadMs;
    },
    heard(answer, nowMs) {
      const dateMs = Date.parse(headerOf(answer, "date") ?? "");
      const aheadMs = dateMs + halfSecondMs - nowMs;
      if (Math.abs(aheadMs) < mostMs) knownMs = Math.round(aheadMs);
    },
  };
}
