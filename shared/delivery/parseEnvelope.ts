import * as z from "zod";
import { BridgeError } from "../failures/bridgeError.ts";
import { catalogue, type ErrorCode } from "../failures/catalogue.ts";
import type { DeadLetter } from "./deadLetter.ts";
import type { Envelope } from "./envelope.ts";

// Loose: a field that a newer release added goes through an older one unharmed.
const base = {
  v: z.literal(1),
  deliveryId: z.string().min(1),
  receivedAtUtc: z.iso.datetime(),
  body: z.string(),
  attempt: z.int().min(1),
  lostAttempts: z.int().min(1).exactOptional(),
  waitsFor: z.string().exactOptional(),
  lane: z.enum(["critical", "ordinary"]).exactOptional(),
  replayOf: z.string().min(1).exactOptional(),
  crashes: z.int().min(0).exactOptional(),
  crashesWaiting: z.int().min(0).exactOptional(),
};
const EnvelopeSchema = z.discriminatedUnion("kind", [
  z.looseObject({ ...base, kind: z.literal("received"), route: z.string().nullable() }),
  z.looseObject({
    ...base,
    kind: z.literal("delivery"),
    route: z.string().min(1),
    connection: z.string().min(1),
    workItemKind: z.enum(["incident"]),
    correlationId: z.string().min(1),
    postedTo: z.string().exactOptional(),
    isFanOutPending: z.boolean().exactOptional(),
    storm: z
      .looseObject({
        key: z.string().min(1),
        rule: z.string(),
        sinceUtc: z.iso.datetime(),
        moreThan: z.int().min(1),
        withinMs: z.number().positive(),
        isOver: z.boolean().exactOptional(),
      })
      .exactOptional(),
  }),
]);

const headers = z.record(z.string(), z.string());
const ExchangeSchema = z.object({
  startedAtUtc: z.string(),
  durationMs: z.number(),
  request: z.object({ method: z.string(), path: z.string(), headers, body: z.string().nullable() }),
  answer: z.object({ status: z.int(), headers, body: z.string() }).nullable(),
});

const DeadLetterSchema = z.looseObject({
  v: z.literal(1),
  id: z.string().min(1),
  code: z.string().refine((code): code is ErrorCode => Object.hasOwn(catalogue, code), "no known code"),
  detail: z.string(),
  failedAtUtc: z.iso.datetime(),
  // JSON has no undefined: a letter without an envelope has no such field.
  envelope: z.union([EnvelopeSchema, z.undefined()]).optional(),
  raw: z.string().exactOptional(),
  exchange: ExchangeSchema.exactOptional(),
});

/** Makes an envelope of a parsed JSON value. Throws BridgeError MESSAGE_UNREADABLE, which names the fields that are wrong. */
export function parseEnvelope(value: unknown): Envelope {
  return parseMessage("envelope", EnvelopeSchema, value);
}

/** The same; undefined for what a later release wrote, and this one cannot read. */
export function readableEnvelope(value: unknown): Envelope | undefined {
  try {
    return parseEnvelope(value);
  } catch (error) {
    if (error instanceof BridgeError) return undefined;
    throw error;
  }
}

/** Makes a dead letter of a parsed JSON value. Throws BridgeError MESSAGE_UNREADABLE. */
export function parseDeadLetter(value: unknown): DeadLetter {
  const { envelope, ...letter } = parseMessage("dead letter", DeadLetterSchema, value);
  return { ...letter, envelope };
}

function parseMessage<T>(what: string, schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => {
    return path.length === 0 ? message : `${path.join(".")}: ${message}`;
  });
  throw new BridgeError(
    "MESSAGE_UNREADABLE",
    `not an ${what}: ${problems.join("; ")}`.replace("an dead", "a dead"),
  );
}
