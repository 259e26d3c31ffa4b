import type { CallObserver, Clock } from "../delivery/ports.ts";
import type { JournalEntry, JournalStep } from "./journal.ts";

type WithoutTime<Step> = Step extends JournalStep ? Omit<Step, "atUtc"> : never;

/** How an attempt ended; always the last step of its entry. */
export type EndStep = WithoutTime<Extract<JournalStep, { step: "ended" }>>;

/** Collects the steps of one attempt at one delivery. */
export interface JournalRecorder {
  add(step: Exclude<WithoutTime<JournalStep>, EndStep>): void;
  /** Hand this to a gateway: each call becomes a step. */
  readonly observe: CallObserver;
  /** What has been collected so far, with this end. Can be asked again: a conflicting write may change the end. */
  entry(end: EndStep): JournalEntry;
}

export function startRecording(
  { deliveryId, attempt }: Pick<JournalEntry, "deliveryId" | "attempt">,
  clock: Clock,
): JournalRecorder {
  const steps: JournalStep[] = [];
  const nowUtc = () => new Date(clock.nowMs()).toISOString();
  const startedAtUtc = nowUtc();
  return {
    add: (step) => void steps.push({ ...step, atUtc: nowUtc() }),
    observe: (call) => void steps.push({ ...call, step: "called", atUtc: nowUtc() }),
    entry: (end) => ({
      deliveryId,
      attempt,
      atUtc: startedAtUtc,
      steps: [...steps, { ...end, atUtc: nowUtc() }],
    }),
  };
}
