import * as z from "zod";

import {
  defaultRefreshTokenLifespanMs,
  largestDaysBack,
  type SynchronisedKind,
  type TicketStateName,
} from "../connection.ts";
import { grantSchema } from "./grantSchema.ts";
import { controls, noControls } from "./plainText.ts";

/** Also what the name of a secret, a key in storage and a part of an address may be made of. */
export const connectionNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, {
  error: "must be 1 to 63 letters, digits, - or _, beginning with a letter or digit",
});

export const synchronisedKinds = ["incident", "changeRequest"] as const satisfies readonly SynchronisedKind[];
export const ticketStateNames = [
  "new",
  "inProgress",
  "onHold",
  "resolved",
  "closed",
  "canceled",
] as const satisfies readonly TicketStateName[];

const dayMs = 24 * 60 * 60_000;
const stateName = z.string().trim().min(1).max(40).regex(noControls, controls);
const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/, {
    error: "must be a date such as 2027-01-31, or a moment such as 2027-01-31T12:00:00Z",
    abort: true,
  })
  .refine((text) => !Number.isNaN(Date.parse(text)) && isRealDay(text), { error: "there is no such day" });

/** One connection as people write it, in `bridge.json`, in a file for the command, or in a request. Nothing in it is secret. */
export const connectionSchema = z.strictObject({
  name: connectionNameSchema,
  partner: z
    .literal("servicenow", { error: "must be servicenow: the bridge knows no other partner yet" })
    .default("servicenow"),
  instanceUrl: z.string().trim().min(1).max(300),
  grant: grantSchema,
  integrationUser: z.string().trim().min(1).max(100).regex(noControls, controls).exactOptional(),
  synchronise: z
    .array(z.enum(synchronisedKinds))
    .min(1, { error: "must name at least one of incident, changeRequest" })
    .refine((kinds) => new Set(kinds).size === kinds.length, { error: "names one twice" })
    .default(["incident"]),
  daysBack: z
    .int({ error: "must be a whole number of days" })
    .min(0)
    .max(largestDaysBack, { error: `must be at most ${largestDaysBack} days` })
    .default(30),
  createMissingCi: z.boolean().default(false),
  ticketStates: z.partialRecord(z.enum(ticketStateNames), stateName).default({}),
  importSetTable: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9_]{0,79}$/, {
      error: "must be a table's name, such as x_mioms_microsoft_oms_incident",
    })
    .exactOptional(),
  refreshTokenLifespanSeconds: z
    .int({ error: "must be a whole number of seconds, as the OAuth client's record in ServiceNow has it" })
    .min(60)
    .max((10 * 366 * dayMs) / 1000)
    .default(defaultRefreshTokenLifespanMs / 1000),
  endsUtc: z
    .strictObject({
      clientSecret: moment.exactOptional(),
      certificate: moment.exactOptional(),
      password: moment.exactOptional(),
    })
    .default({}),
});

export type ConnectionDefinition = z.input<typeof connectionSchema>;
export type ReadDefinition = z.output<typeof connectionSchema>;

/** Date.parse takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  const parsed = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(day);
}
