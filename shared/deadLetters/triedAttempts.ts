import type { ErrorCode } from "../failures/catalogue.ts";
import type { JournalEntry, JournalStep } from "../journal/journal.ts";

/** One attempt at a message, and what the bridge did in it by itself. */
export type TriedAttempt = {
  readonly attempt: number;
  readonly startedAtUtc: string;
  readonly outcome: string;
  readonly code: ErrorCode | null;
  readonly because: string;
  /** Sentences without a full stop, in order. */
  readonly did: readonly string[];
};

/** What the bridge already did about a message, from its journal; oldest first. */
export function triedAttempts(entries: readonly JournalEntry[]): readonly TriedAttempt[] {
  return entries.map(({ attempt, atUtc, steps }) => {
    const end = steps.findLast((step) => step.step === "ended");
    return {
      attempt,
      startedAtUtc: atUtc,
      outcome: end?.outcome ?? "unknown",
      code: end?.code ?? null,
      because: end?.because ?? "",
      did: [...new Set(steps.flatMap((step, index) => doneIn(step, steps.slice(0, index))))],
    };
  });
}

function doneIn(step: JournalStep, before: readonly JournalStep[]): readonly string[] {
  switch (step.step) {
    case "recovered":
      return [`Looked whether the ${step.action} of an earlier attempt had happened: ${step.found}`];
    case "called":
      return doneByCalling(step, before);
    case "drifted":
      return [
        `Compared what ServiceNow stored with what was sent; different: ${step.fields.map(({ field }) => field).join(", ")}`,
      ];
    case "ended":
      return step.nextAttemptAtUtc === undefined
        ? []
        : [`Put the message back, to be tried again at ${step.nextAttemptAtUtc}`];
    default:
      return [];
  }
}

function doneByCalling(
  call: Extract<JournalStep, { step: "called" }>,
  before: readonly JournalStep[],
): readonly string[] {
  const { method, path, code } = call;
  const answer = call.status === undefined ? "no answer" : `answer ${call.status}`;
  if (path.startsWith("/oauth_token.do")) {
    const isRenewal = before.some((step) => step.step === "called" && step.code !== undefined);
    const what = isRenewal
      ? "Renewed the access token after the last one was rejected"
      : "Asked for an access token";
    return [code === undefined ? what : `${what}, in vain (${answer})`];
  }
  if (method === "GET") return code === undefined ? ["Looked in ServiceNow before writing"] : [];
  return [`Sent one ${method} to ServiceNow (${answer})`];
}
