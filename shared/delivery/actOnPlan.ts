import { BridgeError } from "../failures/bridgeError.ts";
import { membersAfter } from "../workItems/planWorkItem.ts";
import { stormTitle } from "../workItems/textStorm.ts";
import { type Action, carryOut } from "./carryOut.ts";
import { type DeliveryRound, messageOf } from "./deliveryRound.ts";
import { indexTicket } from "./indexTicket.ts";
import { type DeliveryOutcome, endStepOf } from "./outcome.ts";
import type { StoredTicket, WorkItemGateway, Written } from "./ports.ts";
import { waitForConnection } from "./putBack.ts";
import { afterAction, withoutPending } from "./recoverPending.ts";
import { settleFailure } from "./settleFailure.ts";
import { firstTicketsOf, stormChange } from "./stormTicket.ts";
import type { PendingAction, TicketRecord } from "./ticketRecord.ts";
import { withPlace } from "./withPlace.ts";

/**
 * Claims the ticket, acts at the partner, records what came of it. `again` after a conflict, or when more is to be
 * done for the same message.
 */
export async function act(
  round: DeliveryRound,
  stored: StoredTicket | undefined,
  record: TicketRecord,
  action: Action,
  gateway: WorkItemGateway,
): Promise<DeliveryOutcome | "again"> {
  // Claimed only once there is a place, so that no claim runs out in a queue of ours.
  const acted = await withPlace(round.parts, round.delivery.envelope, gateway, (watched) =>
    claimAndAct(round, stored, record, action, watched),
  );
  switch (acted.kind) {
    case "notNow":
      return waitForConnection(round, acted);
    case "conflict":
      return "again";
    case "failed":
      return afterFailure(round, acted);
    case "written":
      return afterSuccess(round, acted, action);
  }
}

type Claimed = { readonly claimed: TicketRecord; readonly version: string };
type Failed = Claimed & { readonly kind: "failed"; readonly error: BridgeError };
type Done = Claimed & {
  readonly kind: "written";
  readonly pending: PendingAction;
  readonly written: Written;
};

async function claimAndAct(
  round: DeliveryRound,
  stored: StoredTicket | undefined,
  record: TicketRecord,
  action: Action,
  gateway: WorkItemGateway,
): Promise<Done | Failed | { readonly kind: "conflict" }> {
  const { parts, delivery, recorder, registered, progress } = round;
  const { envelope, alert, route } = delivery;
  const description = delivery.describe();
  const { storm } = record;
  // Before the action begins: its time counts, and these are calls that may take long.
  const firstTickets =
    storm !== undefined && action.kind === "create" ? await firstTicketsOf(parts, storm) : [];
  const pending = pendingFor(round, record, action);
  const untilMs = parts.clock.nowMs() + parts.timing.claimMs;
  const claimed: TicketRecord = {
    ...record,
    title: storm === undefined ? description.title : stormTitle(storm, record),
    severity: storm === undefined ? alert.severity : record.severity,
    claim: { untilUtc: utc(untilMs), deliveryId: envelope.deliveryId },
    pending,
  };
  progress.isClaimed = true;
  const [claim] = await Promise.all([parts.store.write(claimed, stored?.version), registered]);
  if (claim.kind === "conflict") {
    progress.isClaimed = false;
    return claim;
  }
  recorder.add({ step: "planned", plan: action.kind, because: action.because });

  const { version } = claim;
  progress.hasCalled = true;
  try {
    const nowMs = parts.clock.nowMs();
    if (nowMs + parts.timing.requestTimeoutMs > untilMs) {
      throw new BridgeError("CLAIM_LOST", `Storing the claim took nearly ${parts.timing.claimMs} ms`);
    }
    const mark = pending.id;
    const written = await carryOut(
      { action, record: claimed, mark, alert, description, route, firstTickets, nowUtc: utc(nowMs) },
      gateway,
      recorder.observe,
    );
    return { kind: "written", claimed, version, pending, written };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return { kind: "failed", claimed, version, error };
  }
}

async function afterSuccess(
  { parts, delivery, recorder, progress }: DeliveryRound,
  { claimed, version, pending, written }: Done,
  action: Action,
): Promise<DeliveryOutcome | "again"> {
  const nowMs = parts.clock.nowMs();
  if (written.drift.length > 0) recorder.add({ step: "drifted", fields: written.drift });

  const record = afterAction(claimed, pending, written.seen, utc(nowMs));
  progress.delivered ??= {
    kind: "delivered",
    action: actionDone[action.kind],
    ref: written.seen.ref,
    because: action.because,
  };
  const outcome = progress.delivered;
  const isEnd = record.owes === undefined && !("isOwed" in action);
  const entry = isEnd ? recorder.entry(endStepOf(outcome, outcome.ref.number, nowMs)) : undefined;
  const recorded = await parts.store.write(record, version, entry);
  progress.isClaimed = false;
  // Somebody thought we were dead and has recovered what we did: see what they made of it.
  if (recorded.kind === "conflict") return "again";

  if (action.kind !== "resolve") {
    const isIndexed = await indexTicket(
      parts,
      record,
      [messageOf(delivery).memberId],
      delivery.alert.alertId,
    );
    progress.isIndexed &&= isIndexed;
  }
  return isEnd ? outcome : "again";
}

/** What is done once an action is carried out. */
export const actionDone = {
  create: "created",
  note: "noted",
  resolve: "resolved",
  reopen: "reopened",
} as const;

async function afterFailure(
  { parts, delivery, recorder, progress }: DeliveryRound,
  { claimed, version, error }: Failed,
): Promise<DeliveryOutcome> {
  const outcome = await settleFailure(parts, delivery.envelope, error);
  const entry = recorder.entry(endStepOf(outcome, claimed.ref?.number, parts.clock.nowMs()));
  // If it may have happened, the pending action stays, for the next attempt to find out; only the claim goes.
  const { claim: _claim, ...unclaimed } = claimed;
  const record = error.mayHaveHappened ? unclaimed : withoutPending(claimed);
  const written = await parts.store.write(record, version, entry);
  progress.isClaimed = false;
  if (written.kind === "conflict") await parts.store.appendJournal(record.correlationId, entry);
  return outcome;
}

function pendingFor(
  { parts, delivery, progress }: DeliveryRound,
  record: TicketRecord,
  action: Action,
): PendingAction {
  const { envelope } = delivery;
  const isOver = action.kind === "create" && action.isOver;
  // What is owed has nothing to do with the message that happens to come by; and what is over stays over.
  const members =
    isOver || "isOwed" in action ? record.members : membersAfter(record.members, messageOf(delivery));
  const former = action.kind === "create" ? action.former : record.former;
  const isNoted = action.kind === "create" || action.kind === "note";
  const nowUtc = utc(parts.clock.nowMs());
  return {
    kind: action.kind,
    id: parts.randomHex().slice(0, 10),
    startedAtUtc: nowUtc,
    deliveryId: envelope.deliveryId,
    after: {
      generation: action.kind === "create" ? action.generation : record.generation,
      state: action.kind === "resolve" ? "resolved" : "open",
      members,
      ...(former === undefined ? {} : { former }),
      ...(isOver ? { owes: "resolve" } : {}),
      ...("isOwed" in action ? {} : stormChange(record, messageOf(delivery).memberId, { isNoted, nowUtc })),
    },
    envelope: JSON.stringify({
      ...envelope,
      ...(progress.crashes === undefined ? {} : { crashes: progress.crashes }),
    }),
  };
}

function utc(ms: number): string {
  return new Date(ms).toISOString();
}
