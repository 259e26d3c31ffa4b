import * as z from "zod";

// Only what is shown or decided upon. A newer bridge may say more, and its new steps and states are shown as they are.
export const step = z.looseObject({ step: z.string(), atUtc: z.string() });
const entry = z.object({
  deliveryId: z.string(),
  attempt: z.number(),
  atUtc: z.string(),
  steps: z.array(step),
});
export const continuation = z.string().nullish();

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

/** RFC 9457, with the catalogue's code and resolution. */
export const problemAnswer = z.object({
  title: z.string(),
  detail: z.string().nullish(),
  code: z.string().nullish(),
  resolution: z.string().nullish(),
  documentation: z.string().nullish(),
  problems: z.array(z.string()).nullish(),
});

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

export type Accepted = z.infer<typeof acceptedAnswer>;
export type Delivery = z.infer<typeof deliveryAnswer>;
export type Ticket = z.infer<typeof ticket>;
export type TicketPage = z.infer<typeof ticketsAnswer>;
export type TicketWithJournal = z.infer<typeof ticketAnswer>;
export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditPage = z.infer<typeof auditAnswer>;
export type Ready = z.infer<typeof readyAnswer>;
export type Entry = z.infer<typeof entry>;
export type Step = z.infer<typeof step>;
export type Erasure = z.infer<typeof erasureAnswer>;
