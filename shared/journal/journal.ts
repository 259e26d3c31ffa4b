import type { FieldDrift } from "./fieldDrift.ts";
import type { ErrorCode } from "../failures/catalogue.ts";

/** One HTTP exchange with a partner, without secrets and without bodies. */
export type PartnerCall = {
  readonly method: string;
  /** Path and query, never the credentials. */
  readonly path: string;
  /** Undefined if no answer came. */
  readonly status: number | undefined;
  readonly durationMs: number;
  readonly code?: ErrorCode;
};

/** What happened to one message, step by step: the answer to "why?". */
export type JournalStep =
  | {
      readonly step: "received";
      readonly atUtc: string;
      readonly route: string | null;
      readonly bytes: number;
      /** The dead letter that the message was replayed from. */
      readonly replayOf?: string;
    }
  | {
      readonly step: "recognised";
      readonly atUtc: string;
      readonly shape: string;
      readonly family: string;
      readonly condition: string;
      readonly severity: number | null;
      readonly identity: readonly string[];
      readonly alertId: string | null;
      readonly ruleName: string | null;
      /** Left out by earlier releases. */
      readonly subscriptionId?: string | null;
    }
  | { readonly step: "unrecognised"; readonly atUtc: string; readonly problems: readonly string[] }
  | {
      readonly step: "routed";
      readonly atUtc: string;
      readonly route: string;
      readonly connection: string;
      readonly workItemKind: string;
    }
  | { readonly step: "unrouted"; readonly atUtc: string; readonly because: string }
  | { readonly step: "recovered"; readonly atUtc: string; readonly action: string; readonly found: string }
  | { readonly step: "planned"; readonly atUtc: string; readonly plan: string; readonly because: string }
  | ({ readonly step: "called"; readonly atUtc: string } & PartnerCall)
  | {
      readonly step: "drifted";
      readonly atUtc: string;
      readonly fields: readonly FieldDrift[];
    }
  | {
      readonly step: "ended";
      readonly atUtc: string;
      readonly outcome: string;
      readonly because: string;
      readonly code?: ErrorCode;
      readonly ticketNumber?: string;
      readonly nextAttemptAtUtc?: string;
    };

/** One attempt at one delivery. */
export type JournalEntry = {
  readonly deliveryId: string;
  readonly attempt: number;
  /** When this attempt began; together with delivery id and attempt it makes the entry's id. */
  readonly atUtc: string;
  readonly steps: readonly JournalStep[];
};
