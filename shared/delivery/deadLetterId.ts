/** Sorts by time: newer ids are greater. */
export function newDeadLetterId(nowMs: number, randomHex: string): string {
  return deadLetterIdAt(nowMs) + randomHex.slice(0, 12);
}

/** What every id of that moment begins with; itself less than all of them, and greater than all from before. */
export function deadLetterIdAt(ms: number): string {
  return `dl-${ms.toString(36).padStart(9, "0")}`;
}
