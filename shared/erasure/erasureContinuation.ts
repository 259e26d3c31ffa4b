import * as z from "zod";

import { continuationAfter, invalidContinuation, keyOfContinuation } from "../paging/continuation.ts";
import { ErasureCountsSchema } from "./erasureCounts.ts";

const Progress = z.object({
  /** What it belongs to: nobody goes on with something else. */
  subject: z.string(),
  startedAtUtc: z.iso.datetime(),
  stage: z.int().min(0),
  after: z.string().optional(),
  counts: ErasureCountsSchema,
});

/** How far an erasure has come, that takes several calls. */
export type ErasureProgress = z.infer<typeof Progress>;

export function continuationOf(progress: ErasureProgress): string {
  return continuationAfter(JSON.stringify(progress));
}

/** Throws BridgeError REQUEST_INVALID for what is no continuation of this. */
export function progressOf(continuation: string, subject: string): ErasureProgress {
  const text = keyOfContinuation(continuation);
  let progress: ErasureProgress;
  try {
    progress = Progress.parse(JSON.parse(text));
  } catch {
    throw invalidContinuation();
  }
  if (progress.subject !== subject) throw invalidContinuation();
  return progress;
}
