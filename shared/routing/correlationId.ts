import { hash } from "node:crypto";

import type { WorkItemKind } from "../workItems/workItem.ts";

type CorrelationInput = {
  /** The connection's unchanging id. */
  readonly connection: string;
  readonly workItemKind: WorkItemKind;
  readonly target: string;
  /** What the ticket stands for: the alert's own identity, or the fields that the route groups by. */
  readonly identityKey: readonly string[];
};

const prefix = "atb-";

/**
 * What makes two messages the same ticket: `atb-` and 32 hex digits. Alert text never gets into a partner's query,
 * only this.
 */
export function correlationIdFor({
  connection,
  workItemKind,
  target,
  identityKey,
}: CorrelationInput): string {
  // As JSON, because a body may contain any character: ["ab","c"] and ["a","bc"] stay different whatever stands between.
  const text = JSON.stringify([connection, workItemKind, target, ...identityKey]);
  return prefix + hash("sha256", text, "hex").slice(0, 32);
}

/** ServiceNow's `correlation_id` of a generation: the first carries the bare id, the others `-2`, `-3`… */
export function correlationIdOfGeneration(correlationId: string, generation: number): string {
  return generation <= 1 ? correlationId : `${correlationId}-${String(generation)}`;
}

export function isCorrelationId(text: string): boolean {
  return /^atb-[0-9a-f]{32}$/.test(text);
}
