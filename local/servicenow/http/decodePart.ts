import { refusal } from "../records/refusal.ts";

/** A part of a path as its sender meant it. Throws a Refusal if it is encoded wrongly. */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw refusal.unknownUri();
  }
}
