/** Kinds of work item in ITIL's words. Only incidents exist so far; events, alerts and change requests follow. */
export type WorkItemKind = "incident";

/** 1 high, 2 medium, 3 low, as ITIL and ServiceNow count. */
export type Level = 1 | 2 | 3;

/** In place of choice values that the partner does not know, or knows no more. */
export type Fallbacks = {
  readonly impact?: Level;
  readonly urgency?: Level;
  readonly category?: string;
  readonly subcategory?: string;
  readonly contactType?: string;
};

/** What ought to exist at the partner. Nothing here is a partner's field name. */
export type WorkItemDraft = {
  readonly kind: WorkItemKind;
  /** With the generation's suffix (`-2`, `-3`…) where there is one. */
  readonly correlationId: string;
  /** At most 160 characters. */
  readonly shortDescription: string;
  readonly description: string;
  readonly impact: Level;
  readonly urgency: Level;
  readonly callerId?: string;
  readonly assignmentGroup?: string;
  readonly category?: string;
  readonly subcategory?: string;
  readonly contactType?: string;
  readonly fallbacks?: Fallbacks;
};

/** People say the number (INC0010001), the partner's API understands the id. Always together. */
export type WorkItemRef = { readonly id: string; readonly number: string };

/** What is true at the partner now. `closed` includes cancelled: no way back. */
export type WorkItemState = "open" | "resolved" | "closed";

export type WorkItemSeen = {
  readonly ref: WorkItemRef;
  readonly correlationId: string;
  readonly state: WorkItemState;
  /** Somebody other than the bridge is working on it: assigned, or in progress, or on hold. */
  readonly isTakenByPerson: boolean;
};
