import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import type { DeadLetterState } from "./deadLetterStatus.ts";
import type { StoredDeadLetter } from "./deadLetterStore.ts";

/** Which dead letters are meant: all that is named must fit. */
export type DeadLetterFilter = {
  readonly status: DeadLetterState;
  readonly code?: ErrorCode | undefined;
  /** Of a message that was routed. */
  readonly connection?: string | undefined;
  /** Of a message that was not routed: the one that its address named. */
  readonly route?: string | undefined;
  /** Failed then or later; ISO 8601 in UTC with milliseconds, so that texts compare as moments do. */
  readonly sinceUtc?: string | undefined;
  /** Failed before. */
  readonly untilUtc?: string | undefined;
};

export function routeOf({ envelope }: DeadLetter): string | null {
  return envelope?.route ?? null;
}

export function connectionOf({ envelope }: DeadLetter): string | null {
  return envelope?.kind === "delivery" ? envelope.connection : null;
}

export function fitsFilter({ letter, status }: StoredDeadLetter, filter: DeadLetterFilter): boolean {
  const { code, connection, route, sinceUtc, untilUtc } = filter;
  return (
    status.state === filter.status &&
    (code === undefined || letter.code === code) &&
    (connection === undefined || connectionOf(letter) === connection) &&
    (route === undefined || routeOf(letter) === route) &&
    (sinceUtc === undefined || letter.failedAtUtc >= sinceUtc) &&
    (untilUtc === undefined || letter.failedAtUtc < untilUtc)
  );
}

/** The filter as a person would say it; never personal data. */
export function describeFilter({
  status,
  code,
  connection,
  route,
  sinceUtc,
  untilUtc,
}: DeadLetterFilter): string {
  const parts = [
    status,
    ...(code === undefined ? [] : [`code ${code}`]),
    ...(connection === undefined ? [] : [`connection ${connection}`]),
    ...(route === undefined ? [] : [`route ${route}`]),
    ...(sinceUtc === undefined ? [] : [`since ${sinceUtc}`]),
    ...(untilUtc === undefined ? [] : [`until ${untilUtc}`]),
  ];
  return parts.join(", ");
}
