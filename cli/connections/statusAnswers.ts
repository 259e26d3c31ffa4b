import * as z from "zod";

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
      lifespanFrom: z.string().nullish(),
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
const gone = z.object({ name: z.string(), deadLetters: connectionAnswer.shape.waiting.shape.deadLetters });
/** `gone`: left out by an older bridge. */
export const connectionsAnswer = z.object({
  connections: z.array(connectionAnswer),
  gone: z.array(gone).default([]),
});
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

export type ConnectionStatus = z.infer<typeof connectionAnswer>;
export type ResumedConnection = z.infer<typeof resumedAnswer>;
export type SyncedConnection = z.infer<typeof syncedAnswer>;
export type GoneConnection = z.infer<typeof gone>;
export type ConnectionList = z.infer<typeof connectionsAnswer>;
export type CheckedConnection = z.infer<typeof checkedAnswer>;
