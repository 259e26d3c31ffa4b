/** Who did what by hand, when and why. Never changed, never shortened. */
export type AuditEntry = {
  /** Sorts by time: newer ids are greater. The same act has the same id, so that adding it again changes nothing. */
  readonly id: string;
  readonly atUtc: string;
  /** The signed-in user where there is one, else what the caller says of itself, marked as such. */
  readonly who: string;
  readonly action: AuditAction;
  /** What it was done to: an id, or a filter in words. Never personal data. */
  readonly subject: string;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
};

export type AuditAction =
  | "deadLetter.replayed"
  | "deadLetter.discarded"
  | "personalData.erased"
  | "personalData.erasureBegun"
  | "connection.authorised"
  | "connection.resumed"
  | "connection.triedByWriting"
  | "connection.synchronised"
  | "connection.added"
  | "connection.changed"
  | "connection.credentialsReplaced"
  | "connection.removed";

/** Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface AuditTrail {
  /** Idempotent by id. */
  add(entry: AuditEntry): Promise<void>;
  /** Newest first; `subject` restricts to one thing. */
  newest(page: {
    readonly limit: number;
    readonly continuation?: string | undefined;
    readonly subject?: string | undefined;
  }): Promise<{ readonly entries: readonly AuditEntry[]; readonly continuation: string | undefined }>;
}
