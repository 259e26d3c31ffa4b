/** A write as it would go to a partner, secrets and personal data removed; none was sent. */
export type RehearsedCall = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
  /** Of a change: what the fields are now (null: not readable, or a journal, to which it is added). */
  readonly changes: readonly {
    readonly field: string;
    readonly now: string | null;
    readonly wouldBe: string;
  }[];
};

/**
 * Ends a rehearsal where the first write would be sent. Not a BridgeError: nothing has failed, and nothing that deals
 * with failures may deal with it.
 */
export class RehearsedWrite extends Error {
  override readonly name = "RehearsedWrite";
  readonly call: RehearsedCall;

  constructor(call: RehearsedCall) {
    super(`${call.method} ${call.path} would be sent`);
    this.call = call;
  }
}
