import type { ErrorCode } from "../failures/catalogue.ts";
import type { EndStep } from "../journal/recorder.ts";
import type { WorkItemRef } from "../workItems/workItem.ts";

/** How one attempt at one message ended. Everything a caller, the log and a page may want to know, and nothing else. */
export type DeliveryOutcome =
  | {
      readonly kind: "delivered";
      readonly action: "created" | "noted" | "resolved" | "reopened";
      readonly ref: WorkItemRef;
      readonly because: string;
    }
  | { readonly kind: "skipped"; readonly because: string; readonly ref: WorkItemRef | undefined }
  /** It may not go now, through no fault of its own; does not count as an attempt. */
  | {
      readonly kind: "putBack";
      readonly because: string;
      readonly delayMs: number;
      /** Of a connection that may not be called at the moment: what is wrong with it. */
      readonly code?: ErrorCode;
    }
  | { readonly kind: "retrying"; readonly code: ErrorCode; readonly detail: string; readonly delayMs: number }
  | { readonly kind: "deadLettered"; readonly code: ErrorCode; readonly detail: string }
  /** Of a received message: it became these deliveries. */
  | { readonly kind: "routed"; readonly deliveryIds: readonly string[] }
  /** Of a received message: no route wants it. */
  | { readonly kind: "unrouted"; readonly because: string };

/** The reason of an outcome in one line of text. */
export function reasonOf(outcome: DeliveryOutcome): string {
  switch (outcome.kind) {
    case "delivered":
    case "skipped":
    case "putBack":
    case "unrouted":
      return outcome.because;
    case "retrying":
    case "deadLettered":
      return outcome.detail;
    case "routed":
      return outcome.deliveryIds.join(", ");
  }
}

/** The journal's last step for an outcome. */
export function endStepOf(
  outcome: DeliveryOutcome,
  ticketNumber: string | undefined,
  nowMs: number,
): EndStep {
  return {
    step: "ended",
    outcome: outcome.kind,
    because: reasonOf(outcome),
    ...("code" in outcome ? { code: outcome.code } : {}),
    ...(ticketNumber === undefined ? {} : { ticketNumber }),
    ...("delayMs" in outcome ? { nextAttemptAtUtc: new Date(nowMs + outcome.delayMs).toISOString() } : {}),
  };
}
