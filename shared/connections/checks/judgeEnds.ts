import { type KnownEnd, warningOf } from "../expiry.ts";
import { type Finding, ok } from "./connectionCheck.ts";

type End = {
  readonly what: string;
  /** Null: nobody knows. */
  readonly endsUtc: string | null;
  /** Where more is known of it than the moment. */
  readonly end?: KnownEnd;
};

/** Whether something ends soon: by the same rule as the warnings that the bridge gives by itself. Pure. */
export function judgeEnds(ends: readonly End[], nowMs: number): Finding {
  const known = ends.flatMap(({ what, endsUtc, end }) => (endsUtc === null ? [] : [{ what, endsUtc, end }]));
  if (known.length === 0) return ok("nothing is known of an end");
  const told = known.map(({ what, endsUtc }) => {
    const leftMs = Date.parse(endsUtc) - nowMs;
    return leftMs <= 0
      ? `${what}: ended on ${endsUtc.slice(0, 10)}`
      : `${what}: ${spanOf(leftMs)} left, until ${endsUtc.slice(0, 10)}`;
  });
  const detail = told.join("; ");
  const warnings = known.flatMap(
    ({ endsUtc, end }) =>
      warningOf(end ?? { of: "clientSecret", endsUtc, lifespanMs: null, isReplacedByItself: false }, nowMs) ??
      [],
  );
  if (warnings.length === 0) return ok(detail);
  const isOver = warnings.some(({ daysBefore }) => daysBefore === 0);
  return {
    status: isOver ? "failed" : "warning",
    code: "CONNECTION_CREDENTIALS_END",
    detail,
    cause: "Nothing prolongs it: on that day ServiceNow takes it no more.",
    fix: "Replace it before: npm run bridge -- connections authorize for a refresh token, a new secret or password for the others. The former one may go on until the new one has worked.",
  };
}

/** "29 min", "5 h", "64 days". */
export function spanOf(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
