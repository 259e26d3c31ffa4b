import * as z from "zod";

const problem = z.object({ code: z.string(), detail: z.string() });

export const putAnswer = z.object({
  connection: z.string(),
  outcome: z.string(),
  next: z.array(z.string()),
  notRevoked: z.array(problem),
});

export const removedConnectionAnswer = z.object({
  connection: z.string(),
  routes: z.array(z.string()),
  revokedTokens: z.number(),
  notRevoked: z.array(problem),
});

const grant = z.looseObject({ kind: z.string() });

/** What describes a connection, as the bridge shows it; nothing in it is secret. */
export const connectionViewAnswer = z.looseObject({
  name: z.string(),
  instanceUrl: z.string(),
  grant,
  integrationUser: z.string().nullish(),
  synchronise: z.array(z.string()),
  daysBack: z.number(),
  createMissingCi: z.boolean(),
  ticketStates: z.record(z.string(), z.string()),
  importSetTable: z.string().nullish(),
  refreshTokenLifespanSeconds: z.number(),
  endsUtc: z.record(z.string(), z.string()),
  source: z.string(),
  state: z.string(),
  incomplete: z.string().nullish(),
  account: z.string().nullish(),
  connectedSinceUtc: z.string().nullish(),
  secrets: z.record(z.string(), z.string()),
  routes: z.array(z.string()),
});

export type PutConnection = z.infer<typeof putAnswer>;
export type RemovedConnection = z.infer<typeof removedConnectionAnswer>;
export type ConnectionView = z.infer<typeof connectionViewAnswer>;
