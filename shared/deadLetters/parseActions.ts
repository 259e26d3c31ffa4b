import * as z from "zod";

import { BridgeError } from "../failures/bridgeError.ts";
import type { DeadLetterFilter } from "./deadLetterFilter.ts";
import { parseFilter } from "./parseFilter.ts";

const as = z.enum(["received", "delivery"], { error: "received or delivery" }).optional();
const again = z.boolean({ error: "true or false" }).optional();
const reason = z.string({ error: "a text" }).default("");
const mostAtOnce = 200;
const many = {
  filter: z.looseObject({}).default({}),
  limit: z
    .int({ error: `a whole number from 1 to ${mostAtOnce}` })
    .min(1, { error: `a whole number from 1 to ${mostAtOnce}` })
    .max(mostAtOnce, { error: `a whole number from 1 to ${mostAtOnce}` })
    .default(mostAtOnce),
  continuation: z.string({ error: "what the call before has said" }).optional(),
};
const ratePerSecond = z
  .number({ error: "a number from 0.01 to 100" })
  .min(0.01, { error: "a number from 0.01 to 100" })
  .max(100, { error: "a number from 0.01 to 100" })
  .default(5);

const ReplaySchema = z.strictObject({ as, again });
const ReplayManySchema = z.strictObject({ ...many, as, again, ratePerSecond });
const DiscardSchema = z.strictObject({ reason });
const DiscardManySchema = z.strictObject({ ...many, reason });

/** What is asked for in the body of a request. Each throws BridgeError REQUEST_INVALID, which names the fields. */
export const parseReplay = (body: unknown) => parse(ReplaySchema, body);
export const parseDiscard = (body: unknown) => parse(DiscardSchema, body);
export const parseReplayMany = (body: unknown) => withFilter(parse(ReplayManySchema, body));
export const parseDiscardMany = (body: unknown) => withFilter(parse(DiscardManySchema, body));

function withFilter<T extends { readonly filter: unknown }>(
  wish: T,
): Omit<T, "filter"> & { filter: DeadLetterFilter } {
  return { ...wish, filter: parseFilter(wish.filter) };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: expected is ${message}`,
  );
  throw new BridgeError("REQUEST_INVALID", problems.join("; "));
}
