import type { AuditTrail } from "../audit/audit.ts";
import type { ConnectionStates } from "../connections/connectionState.ts";
import type { DeadLetterStore } from "../deadLetters/deadLetterStore.ts";
import type { Clock, JournalReader, TicketStore } from "../delivery/ports.ts";
import type { WarningStates } from "../selfWarnings/episodes.ts";
import type { ErasureCounts } from "./erasureCounts.ts";
import type { ErasureWish } from "./erasureWish.ts";
import type { KeptTexts } from "./keptTexts.ts";

export type ErasureParts = {
  readonly texts: KeptTexts;
  readonly journal: Pick<JournalReader, "entries">;
  readonly store: Pick<TicketStore, "read" | "write">;
  readonly letters: Pick<DeadLetterStore, "list" | "get" | "replace" | "setStatus">;
  readonly connections: Pick<ConnectionStates, "all" | "read" | "write">;
  readonly warnings: WarningStates;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
};

/** A little of an erasure. */
export type ErasureStep = {
  readonly counts: Partial<ErasureCounts>;
  /** Where to go on, if this was the last step that could be done. `undefined`: nothing is left in this stage. */
  readonly after: string | undefined;
};

/** One kind of thing, step by step; may be ended after each, and begun again behind it. */
export type ErasureStage = (
  parts: ErasureParts,
  wish: ErasureWish,
  after: string | undefined,
) => AsyncGenerator<ErasureStep>;
