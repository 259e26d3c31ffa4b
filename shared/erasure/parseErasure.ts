import * as z from "zod";

import { BridgeError } from "../failures/bridgeError.ts";
import type { ErasureWish } from "./erasureWish.ts";

const ErasureSchema = z
  .strictObject({
    subscription: z.guid({ error: "a subscription's id" }).optional(),
    text: z.string({ error: "a text" }).trim().min(4, { error: "at least 4 characters" }).max(500).optional(),
    dryRun: z.boolean({ error: "true or false" }).default(false),
    reason: z.string({ error: "a text" }).max(500).nullable().default(null),
    continuation: z.string({ error: "what the answer before has said" }).optional(),
  })
  .refine(({ subscription, text }) => (subscription === undefined) !== (text === undefined), {
    error: "either subscription or text",
  });

/** Throws BridgeError REQUEST_INVALID, which names the fields. */
export function parseErasure(body: unknown): {
  readonly wish: Omit<ErasureWish, "who">;
  readonly continuation: string | undefined;
} {
  const parsed = ErasureSchema.safeParse(body);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join(".")}: ${message}`,
    );
    throw new BridgeError("REQUEST_INVALID", problems.join("; "));
  }
  const { subscription, text, dryRun: isDryRun, reason, continuation } = parsed.data;
  const wish =
    subscription === undefined
      ? ({ by: "text", value: text ?? "", isDryRun, reason } as const)
      : ({ by: "subscription", value: subscription, isDryRun, reason } as const);
  return { wish, continuation };
}
