/** What the process ends with. Scripts rely on these numbers. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** An end that the person at the terminal can do something about: one line, and perhaps one that says what to do. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: Exclude<(typeof exitCodes)[keyof typeof exitCodes], 0>;
  readonly hint: string | undefined;

  constructor(
    message: string,
    options: { readonly exitCode?: CliError["exitCode"]; readonly hint?: string | undefined } = {},
  ) {
    super(message);
    this.exitCode = options.exitCode ?? exitCodes.failed;
    this.hint = options.hint;
  }
}

export function usageError(message: string, hint?: string): CliError {
  return new CliError(message, { exitCode: exitCodes.usage, hint });
}
