/** What the process ends with. Scripts rely on these numbers. */
export const exitCodes = { ok: 0, failed: 1, usage: 2 } as const;

/** An end that the person at the terminal can do something about: one line, and perhaps one that says what to do. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: number;
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: { readonly exitCode?: 1 | 2; readonly hint?: string | undefined } = {},
  ) {
    super(message);
    this.exitCode = options.exitCode ?? exitCodes.failed;
    this.hint = options.hint;
  }
}

export function usageError(message: string, hint?: string): CliError {
  return new CliError(message, { exitCode: exitCodes.usage, hint });
}
