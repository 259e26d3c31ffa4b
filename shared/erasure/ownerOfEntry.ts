import type { JournalEntry } from "../journal/journal.ts";
import { contains } from "./erasedText.ts";

const armSubscription = /\/subscriptions\/[0-9a-f]{8}-/i;

/** Whose alert an entry speaks of: a ticket may hold alerts of several subscriptions. `unclear`: it names none. */
export function ownerOfEntry(entry: JournalEntry, subscription: string): "theirs" | "others" | "unclear" {
  const text = JSON.stringify(entry);
  if (contains(text, subscription)) return "theirs";
  const namesAnother = entry.steps.some(
    (step) => step.step === "recognised" && isId(step.subscriptionId ?? null),
  );
  return namesAnother || armSubscription.test(text) ? "others" : "unclear";
}

/** Whether what the bridge did with this message gave the ticket its title. */
export function isActing({ steps }: JournalEntry): boolean {
  return steps.some((step) => step.step === "planned" && step.plan !== "skip" && step.plan !== "join");
}

function isId(subscriptionId: string | null): boolean {
  return subscriptionId !== null && /^[0-9a-f-]{36}$/i.test(subscriptionId);
}
