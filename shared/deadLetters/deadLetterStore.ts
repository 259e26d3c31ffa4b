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
  /**
   * Puts another content in the place of the letter with its id, if there is one; its status stays. `conflict`: somebody
   * changed it meanwhile, and its content is still the former one.
   */
  replace(letter: DeadLetter): Promise<{ readonly kind: "written" | "missing" | "conflict" }>;
  /** Removing what is not there changes nothing. */
  remove(id: string): Promise<void>;
  /** Newest first. Throws BridgeError REQUEST_INVALID for a continuation that this filter has not given out. */
  list(
    filter: DeadLetterFilter,
    limit: number,
    continuation?: string,
  ): Promise<{ readonly letters: readonly StoredDeadLetter[]; readonly continuation: string | undefined }>;
}

/** `version` is opaque and changes whenever the status does (an ETag). */
export type VersionedDeadLetter = StoredDeadLetter & { readonly version: string };
