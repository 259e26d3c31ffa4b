import type { ErrorCode } from "../failures/catalogue.ts";
import type { JournalStep } from "../journal/journal.ts";
import { startRecording } from "../journal/recorder.ts";
import type { StormWindows } from "../storms/stormWindows.ts";
import { deliver } from "./deliver.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import type { Envelope } from "./envelope.ts";
import { type DeliveryOutcome, reasonOf } from "./outcome.ts";
import type { Pacing, Permit } from "./pacing.ts";
import type { StoredTicket, TicketStore } from "./ports.ts";
import { type RehearsedCall, RehearsedWrite } from "./rehearsedWrite.ts";

/** What would become of one message. */
export type RehearsedDelivery = {
  readonly route: string | null;
  readonly connection: string | null;
  readonly correlationId: string | null;
  /** `wouldWait`: it would be tried again later, because what it needs is away or busy. */
  readonly outcome: "wouldCall" | "wouldSkip" | "wouldFail" | "wouldWait" | "unrouted";
  readonly because: string;
  readonly code: ErrorCode | null;
  /** The work item that exists already. */
  readonly ticketNumber: string | null;
  /** The first write; what follows depends on its answer. */
  readonly call: RehearsedCall | null;
  readonly steps: readonly JournalStep[];
};

/** Messages can become others, but not for ever. */
const mostDeliveries = 50;

/**
 * Delivers a message up to where the first write would be sent to the partner, by the very steps of a real delivery:
 * records and partner are really read. Nothing is written: no claim, no journal, no queue.
 *
 * @param parts with gateways that throw RehearsedWrite instead of writing
 */
export async function rehearse(
  parts: DeliveryParts,
  envelope: Envelope,
): Promise<readonly RehearsedDelivery[]> {
  const rehearsed: RehearsedDelivery[] = [];
  const waiting = [envelope];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { delivery, others } = await rehearseOne(parts, next);
    if (delivery !== undefined) rehearsed.push(delivery);
    waiting.push(...others);
    if (rehearsed.length >= mostDeliveries) break;
  }
  return rehearsed;
}

async function rehearseOne(parts: DeliveryParts, envelope: Envelope) {
  const sent: Envelope[] = [];
  const recorder = startRecording(envelope, parts.clock);
  const isRouted = envelope.kind === "delivery";
  const about = {
    route: envelope.route,
    connection: isRouted ? envelope.connection : null,
    correlationId: isRouted ? envelope.correlationId : null,
  };
  const stepsSoFar = () => recorder.entry({ step: "ended", outcome: "", because: "" }).steps.slice(0, -1);
  try {
    const outcome = await deliver(withoutWrites(parts, sent), envelope, recorder);
    // What is sent for a later attempt is the same message again.
    const others = outcome.kind === "retrying" || outcome.kind === "putBack" ? [] : sent;
    if (outcome.kind === "routed") return { delivery: undefined, others };
    return { delivery: { ...about, ...endOf(outcome), call: null, steps: stepsSoFar() }, others };
  } catch (error) {
    if (!(error instanceof RehearsedWrite)) throw error;
    const steps = stepsSoFar();
    const plan = steps.findLast((step) => step.step === "planned");
    return {
      delivery: {
        ...about,
        outcome: "wouldCall" as const,
        because: plan === undefined ? "" : `${plan.plan}, ${plan.because}`,
        code: null,
        ticketNumber: null,
        call: error.call,
        steps,
      },
      others: sent,
    };
  }
}

type End = Pick<RehearsedDelivery, "outcome" | "because" | "code" | "ticketNumber">;

function endOf(outcome: Exclude<DeliveryOutcome, { kind: "routed" }>): End {
  const said = {
    because: reasonOf(outcome),
    code: "code" in outcome ? outcome.code : null,
    ticketNumber: "ref" in outcome ? (outcome.ref?.number ?? null) : null,
  };
  return { ...said, outcome: ends[outcome.kind] };
}

const ends = {
  delivered: "wouldSkip",
  skipped: "wouldSkip",
  putBack: "wouldWait",
  retrying: "wouldWait",
  deadLettered: "wouldFail",
  unrouted: "unrouted",
} as const;

const nothing = () => Promise.resolve();

/** The same parts, but what they would write goes nowhere, or only as far as this rehearsal. */
function withoutWrites(parts: DeliveryParts, sent: Envelope[]): DeliveryParts {
  const send = (envelope: Envelope) => Promise.resolve(void sent.push(envelope));
  return {
    ...parts,
    store: withoutStoring(parts.store),
    index: { ...parts.index, add: nothing },
    queue: { ...parts.queue, send },
    trialQueue: { send: nothing },
    deadLetters: { ...parts.deadLetters, send: nothing },
    unfinished: { ...parts.unfinished, begin: nothing, finish: () => undefined, heartbeat: nothing },
    waiting: { ...parts.waiting, keep: nothing, release: nothing },
    pacing: withoutTaking(parts.pacing),
    stormWindows: withoutCounting(parts.stormWindows),
    // No message waits behind a rehearsal; the partner's own limit of calls at a time holds for it, too.
    slots: (_connection, _lane, work) => work(),
    stormTurns: (_storm, _lane, work) => work(),
    log: () => undefined,
  };
}

/** Reads what is really there, and what this rehearsal has written on top of it. */
function withoutStoring(store: TicketStore): TicketStore {
  const written = new Map<string, StoredTicket>();
  const read = async (correlationId: string) =>
    written.get(correlationId) ?? (await store.read(correlationId));
  return {
    read,
    async write(record, expectedVersion) {
      const stored = await read(record.correlationId);
      if (stored?.version !== expectedVersion) return { kind: "conflict" };
      const version = `rehearsal ${written.size + 1} of ${stored?.version ?? "nothing"}`;
      written.set(record.correlationId, { record, version });
      return { kind: "written", version };
    },
    appendJournal: nothing,
  };
}

/** A connection that is paused is left alone by a rehearsal, too; the few calls that it makes are not counted. */
function withoutTaking(pacing: Pacing): Pacing {
  const permit: Permit = {
    kind: "permit",
    watch: (gateway) => gateway,
    run: (observe, call) => call(observe),
    end: nothing,
  };
  return {
    ask: (connection) => Promise.resolve(pacing.pauseOf(connection) ?? permit),
    pauseOf: (connection) => pacing.pauseOf(connection),
    saved: () => undefined,
  };
}

function withoutCounting(windows: StormWindows): StormWindows {
  return {
    read: (key, startsAtUtc) => windows.read(key, startsAtUtc),
    write: () => Promise.resolve({ kind: "written" }),
    forget: nothing,
  };
}
