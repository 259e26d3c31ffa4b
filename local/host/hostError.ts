/** Something the user of the host can put right. Its message is complete without a stack trace. */
export class HostError extends Error {
  override readonly name = "HostError";
}

/** `error.message`, or the thing itself as text if somebody threw no Error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
