import * as z from "zod";

// Only what is shown or decided upon. A newer bridge may say more, and its new steps and states are shown as they are.
const step = z.looseObject({ step: z.string(), atUtc: z.string() });
const entry = z.object({
  deliveryId: z.string(),
  attempt: z.number(),
  atUtc: z.string(),
  steps: z.array(step),
});
const continuation = z.string().nullish();

export const acceptedAnswer = z.object({
  deliveries: z.array(z.object({ id: z.string(), correlationId: z.string().nullish() })).min(1),
});

export const deliveryAnswer = z.object({
  id: z.string(),
  correlationId: z.string().nullish(),
  state: z.string(),
  receivedAtUtc: z.string(),
  ticket: z.object({ number: z.string(), url: z.string().nullish(), kind: z.string().nullish() }).nullish(),
  because: z.string().nullish(),
  code: z.string().nullish(),
  replayOf: z.string().nullish(),
  failure: z.object({ title: z.string(), resolution: z.string() }).nullish(),
  entries: z.array(entry).default([]),
  continuation,
});

const ticket = z.object({
  correlationId: z.string(),
  number: z.string().nullish(),
  url: z.string().nullish(),
  state: z.string(),
  kind: z.string(),
  generation: z.number(),
  connection: z.string(),
  route: z.string(),
  title: z.string(),
  severity: z.number().nullish(),
  openedAtUtc: z.string(),
  changedAtUtc: z.string(),
  members: z.number(),
  firing: z.number(),
  storm: z
    .object({
      rule: z.string(),
      sinceUtc: z.string(),
      moreThan: z.number(),
      withinMinutes: z.number(),
      joined: z.number(),
    })
    .nullish(),
  memberOf: z.string().nullish(),
});
export const ticketsAnswer = z.object({ tickets: z.array(ticket), continuation });
export const ticketAnswer = z.object({ ticket, entries: z.array(entry), continuation });

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

const auditEntry = z.object({
  id: z.string(),
  atUtc: z.string(),
  who: z.string(),
  action: z.string(),
  subject: z.string(),
  reason: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export const auditAnswer = z.object({ entries: z.array(auditEntry), continuation });

export const readyAnswer = z.object({
  status: z.string(),
  checks: z
    .array(z.object({ name: z.string(), status: z.string(), detail: z.string().nullish() }))
    .default([]),
});

const knownFailure = { code: z.string(), title: z.string(), detail: z.string(), resolution: z.string() };
const setup = z.object({
  state: z.string(),
  grant: z.string(),
  grantWarning: z.string().nullish(),
  account: z.string().nullish(),
  connectedSinceUtc: z.string().nullish(),
  accessEndsUtc: z.string().nullish(),
  refreshSinceUtc: z.string().nullish(),
  ends: z.array(
    z.object({
      of: z.string(),
      endsUtc: z.string(),
      isReplacedByItself: z.boolean(),
      warning: z
        .object({
          daysBefore: z.number(),
          severity: z.number(),
          title: z.string(),
          advice: z.array(z.string()),
        })
        .nullish(),
    }),
  ),
  sync: z.object({
    lastUtc: z.string().nullish(),
    running: z.object({ sinceUtc: z.string(), step: z.string() }).nullish(),
    problem: z.object({ ...knownFailure, atUtc: z.string() }).nullish(),
    read: z
      .object({
        templates: z.number(),
        choiceLists: z.number(),
        closeCodes: z.number(),
        groups: z.number(),
      })
      .nullish(),
  }),
});
export const syncedAnswer = z.object({ connection: z.string(), setup });
export const connectionAnswer = z.object({
  name: z.string(),
  url: z.string().nullish(),
  health: z.string(),
  summary: z.string(),
  setup: setup.nullish(),
  pause: z
    .object({ ...knownFailure, sinceUtc: z.string(), untilUtc: z.string(), failedTries: z.number() })
    .nullish(),
  slowed: z.object({ untilUtc: z.string(), because: z.string() }).nullish(),
  lastSuccessUtc: z.string().nullish(),
  lastFailure: z.object({ ...knownFailure, atUtc: z.string() }).nullish(),
  waiting: z.object({
    critical: z.number(),
    ordinary: z.number(),
    deadLetters: z.object({ count: z.number(), hasMore: z.boolean() }),
    oldest: z.object({ deliveryId: z.string(), receivedAtUtc: z.string(), ageMs: z.number() }).nullish(),
  }),
  limit: z
    .object({
      callsPerWindow: z.number(),
      used: z.number(),
      windowEndsUtc: z.string(),
      rule: z.string().nullish(),
    })
    .nullish(),
  thisHour: z.object({ calls: z.number(), refusedCalls: z.number(), savedCalls: z.number() }),
});
export const connectionsAnswer = z.object({ connections: z.array(connectionAnswer) });
export const resumedAnswer = z.object({ connection: z.string(), outcome: z.string() });

export const checkedAnswer = z.object({
  connection: z.string(),
  url: z.string(),
  checkedAtUtc: z.string(),
  durationMs: z.number(),
  calls: z.number(),
  status: z.string(),
  summary: z.string(),
  counts: z.record(z.string(), z.number()),
  checks: z.array(
    z.object({
      id: z.string(),
      group: z.string(),
      title: z.string(),
      status: z.string(),
      detail: z.string(),
      code: z.string().optional(),
      cause: z.string().optional(),
      fix: z.string().optional(),
    }),
  ),
});
export type CheckedConnection = z.infer<typeof checkedAnswer>;

/** RFC 9457, with the catalogue's code and resolution. */
export const problemAnswer = z.object({
  title: z.string(),
  detail: z.string().nullish(),
  code: z.string().nullish(),
  resolution: z.string().nullish(),
  documentation: z.string().nullish(),
  problems: z.array(z.string()).nullish(),
});

export type Accepted = z.infer<typeof acceptedAnswer>;
export type Delivery = z.infer<typeof deliveryAnswer>;
export type Ticket = z.infer<typeof ticket>;
export type TicketPage = z.infer<typeof ticketsAnswer>;
export type TicketWithJournal = z.infer<typeof ticketAnswer>;
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
export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditPage = z.infer<typeof auditAnswer>;
export type Exchange = z.infer<typeof exchange>;
export type ConnectionStatus = z.infer<typeof connectionAnswer>;
export type ResumedConnection = z.infer<typeof resumedAnswer>;
export type SyncedConnection = z.infer<typeof syncedAnswer>;
export type ConnectionList = z.infer<typeof connectionsAnswer>;
export type Ready = z.infer<typeof readyAnswer>;
export type Entry = z.infer<typeof entry>;
export type Step = z.infer<typeof step>;

export const erasureAnswer = z.object({
  isDryRun: z.boolean(),
  journalEntries: z.number(),
  tickets: z.number(),
  deadLetters: z.number(),
  indexRows: z.number(),
  connections: z.number().default(0),
  warnings: z.number().default(0),
  notReached: z.array(z.string()),
  continuation,
});
export type Erasure = z.infer<typeof erasureAnswer>;
