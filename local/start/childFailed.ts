import type { ChildLog } from "./childLog.ts";

/** How a child ended. */
export type ChildEnd = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A child ended although nobody asked it to. */
export class ChildFailed extends Error {
  override readonly name = "ChildFailed";
  readonly log: ChildLog;

  constructor(childName: string, log: ChildLog, end: ChildEnd | undefined) {
    super(`${childName} ended${end === undefined ? "" : ` (${describeEnd(end)})`}`);
    this.log = log;
  }
}

function describeEnd({ code, signal }: ChildEnd): string {
  if (signal !== null) return `by signal ${signal}`;
  return code === null ? "it could not be started" : `exit code ${code}`;
}
