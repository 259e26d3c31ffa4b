import * as z from "zod";

import { BridgeError } from "../failures/bridgeError.ts";
import { catalogue, type ErrorCode } from "../failures/catalogue.ts";
import type { DeadLetterFilter } from "./deadLetterFilter.ts";

const moment = z.iso
  .datetime({ offset: true, error: "a moment in ISO 8601, such as 2026-03-01T12:00:00Z" })
  .transform((text) => new Date(text).toISOString());
const name = z.string().min(1).max(200);

const FilterSchema = z.strictObject({
  status: z
    .enum(["waiting", "replayed", "discarded"], { error: "waiting, replayed or discarded" })
    .default("waiting"),
  code: z
    .string()
    .refine((code): code is ErrorCode => Object.hasOwn(catalogue, code), { error: "a failure code" })
    .optional(),
  connection: name.optional(),
  route: name.optional(),
  sinceUtc: moment.optional(),
  untilUtc: moment.optional(),
});

/** A filter from an address or a body. Throws BridgeError REQUEST_INVALID, which names the field. */
export function parseFilter(value: unknown): DeadLetterFilter {
  const parsed = FilterSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: expected is ${message}`,
  );
  throw new BridgeError("REQUEST_INVALID", problems.join("; "));
}
