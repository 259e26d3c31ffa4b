import type { StormFacts, StormRecord } from "../storms/storm.ts";
import type { WorkItemKind, WorkItemRef, WorkItemState } from "../workItems/workItem.ts";

/** One alert instance that this ticket stands for. */
export type Member = {
  readonly condition: "fired" | "resolved";
  /** The newest moment known of it (design: "the newest recorded"). */
  readonly newestAtUtc: string;
};

/**
 * What is about to be done at the partner, stored before it is done. If it is still here when somebody else reads the
 * record, nobody knows whether it happened.
 */
export type PendingAction = {
  readonly kind: "create" | "note" | "resolve" | "reopen";
  /** Short and unique: the mark at the end of the note that the action writes. */
  readonly id: string;
  readonly startedAtUtc: string;
  readonly deliveryId: string;
  /** What the record becomes when the action turns out to have happened. */
  readonly after: Pick<TicketRecord, "generation" | "state" | "members" | "former" | "owes" | "storm">;
  /** The message, so that a sweep can put it back when this process died. */
  readonly envelope: string;
};

/** Our record of a work item. One for each correlation id; the generation says which of its work items is the current one. */
export type TicketRecord = {
  readonly v: 1;
  readonly correlationId: string;
  readonly connection: string;
  readonly route: string;
  readonly workItemKind: WorkItemKind;
  readonly generation: number;
  /** `none`: nothing at the partner yet (a create is pending, or only a resolved was remembered). As last seen or done. */
  readonly state: WorkItemState | "none";
  readonly ref?: WorkItemRef;
  /** The work item of the former generation. */
  readonly former?: WorkItemRef;
  /** By member id: the hash of the alert's own identity. */
  readonly members: Readonly<Record<string, Member>>;
  readonly title: string;
  readonly severity: number | null;
  readonly openedAtUtc: string;
  readonly changedAtUtc: string;
  /** When it was resolved last, by the bridge or as seen: the reopen window counts from here. */
  readonly resolvedAtUtc?: string;
  /** What is still to be done whatever message comes next: the second half of "create and resolve at once". */
  readonly owes?: "resolve";
  readonly claim?: { readonly untilUtc: string; readonly deliveryId: string };
  readonly pending?: PendingAction;
  /** It is no longer kept: only the generation is, so that the next ticket is not taken for the former one. */
  readonly expiredAtUtc?: string;
  /** It stands for a storm: very many new tickets of one rule at once. */
  readonly storm?: StormRecord;
  /** Its alerts belong to a storm's ticket; what it has of its own at the partner, if anything, is over. */
  readonly memberOf?: { readonly correlationId: string; readonly storm: StormFacts };
};
