/** An answer, before it becomes bytes. Without `body` and `html` it is empty. */
export type ApiReply = {
  readonly status: number;
  /** Becomes JSON. */
  readonly body?: object;
  /** JSON as it is to be sent, however broken; wins over `body`. */
  readonly bodyText?: string;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the caller was known; a header says so. */
  readonly isLoggedIn?: boolean;
  /** For the log of the sandbox only. */
  readonly note?: string;
};
