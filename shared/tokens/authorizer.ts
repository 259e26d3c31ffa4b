import type { CallObserver } from "../delivery/ports.ts";
import type { BridgeError } from "../failures/bridgeError.ts";

/** How a call ended, as far as credentials go. `unknown`: it did not get far enough to tell. */
export type CredentialsVerdict = "accepted" | "unknown" | { readonly rejectedBy: BridgeError };

/** What a call to the partner shows of who is calling. */
export type Authorizer = {
  /** The `Authorization` header for the next call. Throws BridgeError where there is none to be had. */
  header(observe: CallObserver): string | Promise<string>;
  /**
   * After a 401: another header that is worth one repeat, or undefined if there is none. Throws BridgeError where a token
   * cannot be had.
   */
  renewedHeader(rejected: string, observe: CallObserver): Promise<string | undefined>;
  /**
   * Told once for each `header` how the call went that carried it. Only where every call shows a password, so that all
   * instances learn what has become of it; left out where tokens are shown.
   */
  readonly judged?: (verdict: CredentialsVerdict) => Promise<void> | undefined;
  /** What must never be shown, as of now. */
  secrets(): readonly string[];
};
