import { BridgeError } from "../failures/bridgeError.ts";
import type { JournalRecorder } from "../journal/recorder.ts";
import { correlationIdOfGeneration } from "../routing/correlationId.ts";
import type { WorkItemSeen } from "../workItems/workItem.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { Lookup, WorkItemGateway } from "./ports.ts";
import type { PendingAction, TicketRecord } from "./ticketRecord.ts";

export type Recovery =
  /** What the record is now, the pending action settled one way or the other. */
  | { readonly kind: "settled"; readonly record: TicketRecord; readonly hasHappened: boolean }
  /** The partner may still be working on it. */
  | { readonly kind: "tooEarly"; readonly delayMs: number };

type RecoverParts = Pick<DeliveryParts, "clock" | "timing">;
type Verdict = { readonly happened: WorkItemSeen } | { readonly didNot: "proven" | "unproven" };

/**
 * After a crash or a time-out the record shows a pending action without a result: finds out at the partner whether it
 * happened. That nothing is there counts only when the partner cannot still be working on it, and reading is proven.
 *
 * Throws BridgeError, SERVICENOW_READING_NOT_PROVEN among them. Changes nothing, here or there.
 */
export async function recoverPending(
  parts: RecoverParts,
  record: TicketRecord,
  pending: PendingAction,
  gateway: WorkItemGateway,
  recorder: JournalRecorder,
): Promise<Recovery> {
  // Before the look: what is done between the look and its answer has not been seen.
  const lookedAtMs = parts.clock.nowMs();
  const verdict =
    pending.kind === "create"
      ? await wasCreated(record, pending, gateway, recorder)
      : await wasChanged(record, pending, gateway, recorder);

  if ("happened" in verdict) {
    recorder.add({ step: "recovered", action: pending.kind, found: `done: ${verdict.happened.ref.number}` });
    const nowUtc = new Date(parts.clock.nowMs()).toISOString();
    return {
      kind: "settled",
      record: afterAction(record, pending, verdict.happened, nowUtc),
      hasHappened: true,
    };
  }
  const overAtMs = Date.parse(pending.startedAtUtc) + parts.timing.partnerWorkingMs;
  const remainingMs = overAtMs - lookedAtMs;
  if (remainingMs > 0) {
    recorder.add({
      step: "recovered",
      action: pending.kind,
      found: "nothing yet; the partner may still be working",
    });
    return { kind: "tooEarly", delayMs: remainingMs };
  }
  if (verdict.didNot === "unproven") {
    throw new BridgeError(
      "SERVICENOW_READING_NOT_PROVEN",
      `Nothing was found for the pending ${pending.kind} of ${record.correlationId}, but this user may not see it`,
    );
  }
  recorder.add({ step: "recovered", action: pending.kind, found: "not done" });
  return { kind: "settled", record: withoutPending(record), hasHappened: false };
}

/** The record after an action is known to have happened. */
export function afterAction(
  record: TicketRecord,
  pending: PendingAction,
  seen: WorkItemSeen,
  nowUtc: string,
): TicketRecord {
  const {
    claim: _claim,
    pending: _pending,
    owes: _owes,
    expiredAtUtc: _expired,
    resolvedAtUtc,
    ...kept
  } = record;
  const { owes, ...after } = pending.after;
  const isCreate = pending.kind === "create";
  const keepsResolvedAt = pending.kind === "note" && resolvedAtUtc !== undefined;
  const isResolved = pending.kind === "resolve" || (isCreate && seen.state === "resolved");
  return {
    ...kept,
    ...after,
    ref: seen.ref,
    // Seen is truer than planned: an adopted work item may have moved on since.
    state: pending.kind === "note" || isCreate ? seen.state : after.state,
    // What was made resolved in one write owes nothing any more.
    ...(owes !== undefined && seen.state === "open" ? { owes } : {}),
    ...(isResolved ? { resolvedAtUtc: nowUtc } : keepsResolvedAt ? { resolvedAtUtc } : {}),
    openedAtUtc: isCreate ? pending.startedAtUtc : record.openedAtUtc,
    changedAtUtc: nowUtc,
  };
}

export function withoutPending(record: TicketRecord): TicketRecord {
  const { claim: _claim, pending: _pending, ...kept } = record;
  return kept;
}

async function wasCreated(
  record: TicketRecord,
  pending: PendingAction,
  gateway: WorkItemGateway,
  recorder: JournalRecorder,
): Promise<Verdict> {
  const correlationId = correlationIdOfGeneration(record.correlationId, pending.after.generation);
  return verdictOf(await gateway.findByCorrelationId(record.workItemKind, correlationId, recorder.observe));
}

async function wasChanged(
  record: TicketRecord,
  pending: PendingAction,
  gateway: WorkItemGateway,
  recorder: JournalRecorder,
): Promise<Verdict> {
  const { ref } = record;
  if (ref === undefined) return { didNot: "proven" };
  const lookup = await gateway.find(record.workItemKind, ref, recorder.observe);
  if (lookup.kind === "absent") return verdictOf(lookup);

  const mark = await gateway.hasNote(record.workItemKind, ref, pending.id, recorder.observe);
  if (mark === "there") return { happened: lookup.seen };
  // Where journals cannot be read, the state has to do: a repeated note does less harm than a missing one.
  if (mark === "unreadable" && pending.kind !== "note" && lookup.seen.state === pending.after.state) {
    return { happened: lookup.seen };
  }
  return { didNot: "proven" };
}

function verdictOf(lookup: Lookup): Verdict {
  if (lookup.kind === "found") return { happened: lookup.seen };
  return { didNot: lookup.isReadingProven ? "proven" : "unproven" };
}
