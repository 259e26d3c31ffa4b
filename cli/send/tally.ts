import type { Delivery } from "../bridgeAnswers.ts";
import type { Followed } from "./followDeliveries.ts";

/** What became of a delivery, in the words of the summary. */
export type Fate = "created" | "updated" | "skipped" | "unrouted" | "failed" | "waiting";

export type Tally = {
  readonly counts: Readonly<Record<Fate, number>>;
  /** Lowest and highest ticket number that was created or updated. */
  readonly firstNumber: string | undefined;
  readonly lastNumber: string | undefined;
};

export const nothingYet: Tally = {
  counts: { created: 0, updated: 0, skipped: 0, unrouted: 0, failed: 0, waiting: 0 },
  firstNumber: undefined,
  lastNumber: undefined,
};

export function fateOf({ isOver, delivery }: Pick<Followed, "isOver" | "delivery">): Fate {
  if (!isOver || delivery === undefined) return "waiting";
  switch (delivery.state) {
    case "delivered":
      return planOf(delivery)?.startsWith("create") === true ? "created" : "updated";
    case "skipped":
      return "skipped";
    case "unrouted":
      return "unrouted";
    default:
      return "failed";
  }
}

export function count(tally: Tally, followed: Followed): Tally {
  const fate = fateOf(followed);
  const number = followed.delivery?.ticket?.number;
  const isTicketed = number !== undefined && (fate === "created" || fate === "updated");
  return {
    counts: { ...tally.counts, [fate]: tally.counts[fate] + 1 },
    firstNumber: isTicketed ? lower(tally.firstNumber, number) : tally.firstNumber,
    lastNumber: isTicketed ? higher(tally.lastNumber, number) : tally.lastNumber,
  };
}

/** The newest plan in the journal: an earlier attempt may have planned something else. */
export function planOf(delivery: Delivery): string | undefined {
  const plans = delivery.entries.flatMap((entry) => entry.steps).filter(({ step }) => step === "planned");
  const plan = plans.at(-1)?.["plan"];
  return typeof plan === "string" ? plan : undefined;
}

function lower(one: string | undefined, other: string): string {
  return one !== undefined && compareNumbers(one, other) <= 0 ? one : other;
}

function higher(one: string | undefined, other: string): string {
  return one !== undefined && compareNumbers(one, other) >= 0 ? one : other;
}

function compareNumbers(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}
