import * as z from "zod";

import { continuation, step } from "../bridgeAnswers.ts";

const deadLetter = z.object({
  id: z.string(),
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  failedAtUtc: z.string(),
  deliveryId: z.string().nullish(),
  status: z.string().nullish(),
  replayOf: z.string().nullish(),
  replay: z.object({ deliveryId: z.string(), as: z.string(), atUtc: z.string() }).nullish(),
  discarded: z.object({ atUtc: z.string(), reason: z.string() }).nullish(),
  cause: z.string().nullish(),
  resolution: z.string().nullish(),
  ownerName: z.string().nullish(),
  whoseMove: z.string().nullish(),
  automaticAction: z.string().nullish(),
  replayAdvice: z.string().nullish(),
  documentation: z.string().nullish(),
});
const headers = z.record(z.string(), z.string());
const exchange = z.object({
  startedAtUtc: z.string(),
  durationMs: z.number(),
  request: z.object({ method: z.string(), path: z.string(), headers, body: z.string().nullable() }),
  answer: z.object({ status: z.number(), headers, body: z.string() }).nullable(),
});
const triedAttempt = z.object({
  attempt: z.number(),
  startedAtUtc: z.string(),
  outcome: z.string(),
  code: z.string().nullish(),
  because: z.string(),
  did: z.array(z.string()),
});
export const deadLettersAnswer = z.object({ deadLetters: z.array(deadLetter), continuation });
export const deadLetterAnswer = deadLetter.extend({
  envelope: z.unknown(),
  raw: z.string().nullish(),
  exchange: exchange.nullish(),
  tried: z.array(triedAttempt).default([]),
  replayState: z.string().nullish(),
});

const refusal = z.object({ code: z.string(), detail: z.string() });
const settledLetter = z.object({
  id: z.string(),
  code: z.string(),
  outcome: z.string(),
  because: refusal.optional(),
});
export const replayedAnswer = settledLetter.extend({
  deliveryId: z.string().optional(),
  as: z.string().optional(),
});
export const replayedManyAnswer = z.object({
  act: z.string(),
  letters: z.array(replayedAnswer),
  continuation,
});
export const discardedAnswer = settledLetter;
export const discardedManyAnswer = z.object({ letters: z.array(settledLetter), continuation });

const rehearsedDelivery = z.object({
  route: z.string().nullish(),
  connection: z.string().nullish(),
  correlationId: z.string().nullish(),
  outcome: z.string(),
  because: z.string(),
  code: z.string().nullish(),
  ticketNumber: z.string().nullish(),
  call: z
    .object({
      method: z.string(),
      path: z.string(),
      body: z.record(z.string(), z.string()),
      changes: z.array(z.object({ field: z.string(), now: z.string().nullable(), wouldBe: z.string() })),
    })
    .nullish(),
  steps: z.array(step).default([]),
});
export const rehearsedAnswer = z.object({
  id: z.string(),
  code: z.string(),
  as: z.string(),
  deliveries: z.array(rehearsedDelivery),
});
export const rehearsedManyAnswer = z.object({
  letters: z.array(
    z.union([rehearsedAnswer, z.object({ id: z.string(), code: z.string(), refused: refusal })]),
  ),
  continuation,
});

export type DeadLetterSummary = z.infer<typeof deadLetter>;
export type DeadLetterPage = z.infer<typeof deadLettersAnswer>;
export type DeadLetterWhole = z.infer<typeof deadLetterAnswer>;
export type ReplayedLetter = z.infer<typeof replayedAnswer>;
export type ReplayedMany = z.infer<typeof replayedManyAnswer>;
export type DiscardedLetter = z.infer<typeof discardedAnswer>;
export type DiscardedMany = z.infer<typeof discardedManyAnswer>;
export type Rehearsed = z.infer<typeof rehearsedAnswer>;
export type RehearsedDelivery = z.infer<typeof rehearsedDelivery>;
export type RehearsedMany = z.infer<typeof rehearsedManyAnswer>;
export type Exchange = z.infer<typeof exchange>;
