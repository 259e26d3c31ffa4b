import * as z from "zod";

import type { AuditAction, AuditTrail } from "../audit/audit.ts";
import { auditIdFor } from "../audit/auditId.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import { continuationAfter, invalidContinuation, keyOfContinuation } from "../paging/continuation.ts";
import { type DeadLetterFilter, describeFilter } from "./deadLetterFilter.ts";
import type { DeadLetterStore } from "./deadLetterStore.ts";

type ManyParts = {
  readonly store: Pick<DeadLetterStore, "list">;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
  readonly randomHex: () => string;
};

export type ManyWish = {
  readonly who: string;
  readonly filter: DeadLetterFilter;
  /** At most so many with this call; `continuation` goes on with the others. */
  readonly limit: number;
  readonly continuation?: string | undefined;
};

type Refused = {
  readonly id: string;
  readonly code: ErrorCode;
  readonly outcome: "refused";
  readonly because: { readonly code: ErrorCode; readonly detail: string };
};

export type ManyDone<Done> = {
  /** One act, however many calls it takes; each letter's audit entry names it. */
  readonly act: string;
  readonly letters: readonly (Done | Refused)[];
  readonly counts: Readonly<Record<string, number>>;
  readonly continuation: string | null;
};

/** Where in an act a letter stands: which one it is, counted over all calls from 0, and when the act began. */
export type Place = { readonly act: string; readonly index: number; readonly startedMs: number };

type Audited = {
  readonly action: AuditAction;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
};

const letterAtOnce = 8;

/**
 * Does something to every dead letter that a filter finds, newest first, some with each call. What is refused for one
 * letter does not keep the others from it; storage that is away ends the call, and calling again is safe.
 *
 * Throws BridgeError REQUEST_INVALID or STORAGE_UNAVAILABLE.
 */
export async function actOnMany<Done extends { readonly outcome: string }>(
  parts: ManyParts,
  wish: ManyWish,
  audited: Audited,
  actOnOne: (id: string, place: Place) => Promise<Done>,
): Promise<ManyDone<Done>> {
  const nowMs = parts.clock.nowMs();
  const { act, done, startedMs, list } =
    wish.continuation === undefined
      ? { act: `act-${parts.randomHex().slice(0, 12)}`, done: 0, startedMs: nowMs, list: undefined }
      : openContinuation(wish.continuation);

  const page = await parts.store.list(wish.filter, wish.limit, list);
  const letters: (Done | Refused)[] = [];
  for (let from = 0; from < page.letters.length; from += letterAtOnce) {
    const together = page.letters
      .slice(from, from + letterAtOnce)
      .map(({ letter: { id, code } }, place) =>
        actOnOne(id, { act, startedMs, index: done + from + place }).catch((error: unknown) =>
          refusal(id, code, error),
        ),
      );
    letters.push(...(await Promise.all(together)));
  }

  const counts: Record<string, number> = {};
  for (const { outcome } of letters) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const atUtc = new Date(nowMs).toISOString();
  await parts.audit.add({
    id: auditIdFor(atUtc, act, String(done)),
    atUtc,
    who: wish.who,
    action: audited.action,
    subject: describeFilter(wish.filter),
    reason: audited.reason,
    details: { ...audited.details, act, count: letters.length, from: done, ...counts },
  });
  return {
    act,
    letters,
    counts,
    continuation:
      page.continuation === undefined
        ? null
        : makeContinuation({ act, done: done + letters.length, startedMs, list: page.continuation }),
  };
}

function refusal(id: string, code: ErrorCode, error: unknown): Refused {
  if (!(error instanceof BridgeError) || error.code === "STORAGE_UNAVAILABLE") throw error;
  return { id, code, outcome: "refused", because: { code: error.code, detail: error.detail } };
}

const Continuation = z.object({
  act: z.string().regex(/^act-[0-9a-f]{1,12}$/),
  done: z.int().min(0),
  startedMs: z.int().min(0),
  list: z.string().min(1),
});

function makeContinuation(state: z.infer<typeof Continuation>): string {
  return continuationAfter(JSON.stringify(state));
}

function openContinuation(continuation: string): z.infer<typeof Continuation> {
  const text = keyOfContinuation(continuation);
  try {
    return Continuation.parse(JSON.parse(text));
  } catch {
    throw invalidContinuation();
  }
}
