import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { DeadLetterFilter } from "./deadLetterFilter.ts";
import type { DeadLetterStatus } from "./deadLetterStatus.ts";

export type StoredDeadLetter = {
  readonly letter: DeadLetter;
  readonly status: DeadLetterStatus;
};

/** The index that people see and that replay uses. Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface DeadLetterStore {
  /** Idempotent by id: what is known already stays as it is, with whatever was done about it. */
  put(letter: DeadLetter): Promise<void>;
  get(id: string): Promise<VersionedDeadLetter | undefined>;
  /** Only if the letter still has the version with which it was read. */
  setStatus(
    read: VersionedDeadLetter,
    status: DeadLetterStatus,
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }>;
  /** Puts another content in the letter's place, only if it still has the version with which it was read; its status stays. */
  replace(
    read: VersionedDeadLetter,
    letter: DeadLetter,
  ): Promise<{ readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" }>;
  /** Only if the letter still has the version with which it was read. Returns whether it was removed. */
  remove(read: VersionedDeadLetter): Promise<boolean>;
  /** Newest first. Throws BridgeError REQUEST_INVALID for a continuation that this filter has not given out. */
  list(
    filter: DeadLetterFilter,
    limit: number,
    continuation?: string,
  ): Promise<{ readonly letters: readonly StoredDeadLetter[]; readonly continuation: string | undefined }>;
}

/** `version` is opaque and changes whenever status or content do (an ETag). */
export type VersionedDeadLetter = StoredDeadLetter & { readonly version: string };
