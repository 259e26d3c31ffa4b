import type { FieldDrift } from "../journal/fieldDrift.ts";
import type { JournalEntry, PartnerCall } from "../journal/journal.ts";
import type { WorkItemDraft, WorkItemKind, WorkItemRef, WorkItemSeen } from "../workItems/workItem.ts";
import type { DeadLetter } from "./deadLetter.ts";
import type { Envelope } from "./envelope.ts";
import type { TicketRecord } from "./ticketRecord.ts";

export interface Clock {
  nowMs(): number;
}

/** Runs something later, unless the process ends before; what it returns calls that off. */
export type Schedule = (delayMs: number, run: () => void) => () => void;

/** How many calls a partner allows until a moment, as it says itself. */
export type AllowedCalls = {
  readonly callsPerWindow: number;
  readonly windowEndsMs: number;
  /** The partner's own name of the rule. */
  readonly rule: string | undefined;
};

/** What a call means for the partner's limits. */
export type CountedCall = {
  /** Undefined if the answer names no limit. */
  readonly allowed: AllowedCalls | undefined;
  readonly isRefused: boolean;
};

/**
 * Tells the journal what was asked of the partner and what came back. Called once for each HTTP exchange; `counted` is
 * left out for those that count against no limit (asking for a token).
 */
export type CallObserver = (call: PartnerCall, counted?: CountedCall) => void;

export type Written = { readonly seen: WorkItemSeen; readonly drift: readonly FieldDrift[] };

/**
 * `absent` alone is no proof: a partner may hide what the caller must not read.
 * `isReadingProven` is true if this caller demonstrably sees such records (or there demonstrably are none).
 */
export type Lookup =
  | { readonly kind: "found"; readonly seen: WorkItemSeen }
  | { readonly kind: "absent"; readonly isReadingProven: boolean };

export type Note = {
  /** Plain text; the adapter escapes it. */
  readonly text: string;
  /** Short unique mark of the action, written at the note's end, by which `hasNote` finds it again. */
  readonly mark: string;
};

/** How a work item ends. */
export type Resolution = {
  /** Undefined: the partner's own that fits best. */
  readonly closeCode: string | undefined;
  readonly closeNotes: string;
  readonly note: Note;
};

/**
 * What delivering needs from a ticket system. Every method throws BridgeError, and a write's error says with
 * `mayHaveHappened` whether the partner may have carried it out all the same.
 */
export interface WorkItemGateway {
  /**
   * `over`: it is to be there resolved, in one write. A partner that will not have that makes an open one, without the
   * resolution's note; what was seen says which.
   */
  create(
    draft: WorkItemDraft,
    note: Note | undefined,
    observe: CallObserver,
    over?: Resolution,
  ): Promise<Written>;
  find(kind: WorkItemKind, ref: WorkItemRef, observe: CallObserver): Promise<Lookup>;
  /** Only a row that really carries exactly this correlation id counts as found; of several, the oldest. */
  findByCorrelationId(kind: WorkItemKind, correlationId: string, observe: CallObserver): Promise<Lookup>;
  addNote(kind: WorkItemKind, ref: WorkItemRef, note: Note, observe: CallObserver): Promise<Written>;
  /** Resolving a resolved item is not an error. */
  resolve(kind: WorkItemKind, ref: WorkItemRef, how: Resolution, observe: CallObserver): Promise<Written>;
  reopen(kind: WorkItemKind, ref: WorkItemRef, note: Note, observe: CallObserver): Promise<Written>;
  /** Whether a note with this mark is there; `unreadable` where journals cannot be read. */
  hasNote(
    kind: WorkItemKind,
    ref: WorkItemRef,
    mark: string,
    observe: CallObserver,
  ): Promise<"there" | "absent" | "unreadable">;
}

/**
 * Finds the gateway of a connection. `mostAgeMs`: how old what is known of it may be, if it has to be newer than usual.
 * Throws BridgeError CONNECTION_MISSING, CONNECTION_INCOMPLETE, STORAGE_UNAVAILABLE.
 */
export type Gateways = (connectionName: string, mostAgeMs?: number) => Promise<WorkItemGateway>;

export type StoredTicket = {
  readonly record: TicketRecord;
  /** Opaque; changes with every write (an ETag). */
  readonly version: string;
};

/** One partition for each correlation id: the record and the journal of everything that happened to it. */
export interface TicketStore {
  read(correlationId: string): Promise<StoredTicket | undefined>;
  /**
   * Record and journal entry in one transaction, both or neither, and only if the record still has the expected
   * version (`undefined`: does not exist). `journal` may be left out (a claim has nothing to tell yet).
   */
  write(
    record: TicketRecord,
    expectedVersion: string | undefined,
    journal?: JournalEntry,
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }>;
  /** For deliveries that change no record (duplicates, dead letters before any ticket). Idempotent by entry id. */
  appendJournal(partition: string, entry: JournalEntry): Promise<void>;
}

/** Rows that lead to a ticket from elsewhere. Adding the same row again changes nothing. */
export interface TicketIndex {
  add(rows: readonly IndexRow[]): Promise<void>;
  byTicketNumber(number: string): Promise<readonly string[]>;
  /** Correlation ids of every ticket in which an alert of this identity is a member. */
  byIdentity(identityHash: string): Promise<readonly string[]>;
  /** By the alert's own id, lower-cased. */
  byAlertId(alertId: string): Promise<readonly string[]>;
  /** Newest first. `continuation` is opaque. */
  newest(
    limit: number,
    continuation?: string,
  ): Promise<{ readonly correlationIds: readonly string[]; readonly continuation: string | undefined }>;
}

export type IndexRow =
  | { readonly by: "number"; readonly number: string; readonly correlationId: string }
  | { readonly by: "identity"; readonly identityHash: string; readonly correlationId: string }
  | { readonly by: "alertId"; readonly alertId: string; readonly correlationId: string }
  | { readonly by: "time"; readonly openedAtUtc: string; readonly correlationId: string };

/** What the API reads. */
export interface JournalReader {
  /** Entries of one partition, oldest first; `deliveryId` restricts to one delivery. */
  entries(
    partition: string,
    page: {
      readonly limit: number;
      readonly continuation?: string | undefined;
      readonly deliveryId?: string;
    },
  ): Promise<{ readonly entries: readonly JournalEntry[]; readonly continuation: string | undefined }>;
}

export interface WorkQueue {
  /**
   * Resolves when the message is stored durably. Throws BridgeError STORAGE_UNAVAILABLE, also once `within` is aborted.
   * Never expires unseen.
   */
  send(envelope: Envelope, delayMs?: number, within?: AbortSignal): Promise<void>;
  /** Makes an envelope of what a trigger handed out (fetches what did not fit into a message). Throws BridgeError MESSAGE_UNREADABLE. */
  open(message: unknown): Promise<Envelope>;
}

export interface DeadLetterQueue {
  /** Resolves when the letter is stored durably. Throws BridgeError STORAGE_UNAVAILABLE. */
  send(letter: DeadLetter, delayMs?: number): Promise<void>;
  /** Throws BridgeError MESSAGE_UNREADABLE. */
  open(message: unknown): Promise<DeadLetter>;
}

/**
 * Which tickets this process has begun to change and not yet finished, readable by other processes: how a sweep
 * finds what a dead process left behind, without scanning tickets.
 */
export interface UnfinishedWork {
  /** Resolves when it is durably known that this process works on the ticket. Many at once cost one write. */
  begin(correlationId: string): Promise<void>;
  /** Never waits; forgotten with one of the next writes. */
  finish(correlationId: string): void;
  /** What processes left behind whose last sign of life is older than `silentForMs`. */
  abandoned(
    silentForMs: number,
  ): Promise<readonly { readonly processId: string; readonly correlationIds: readonly string[] }[]>;
  /** Forgets a dead process, after its tickets have been seen to. */
  bury(processId: string): Promise<void>;
  /** A sign of life; call it regularly while there is unfinished work. */
  heartbeat(): Promise<void>;
}

/**
 * Messages that this process was handed and has not got round to, kept where another process finds them if it dies. Only
 * for those that wait long: keeping costs a write.
 */
export interface WaitingMessages {
  /** Resolves when it is stored durably; again for the same delivery replaces it. One that is too large is not kept. */
  keep(envelope: Envelope): Promise<void>;
  /** Releasing what is not kept changes nothing. */
  release(deliveryId: string): Promise<void>;
  /** What a later release kept, and this one cannot read, is left to the host's own redelivery. */
  keptBy(processId: string): Promise<readonly Envelope[]>;
  /** Everything that a process kept, after its messages have been put back. */
  forget(processId: string): Promise<void>;
}
