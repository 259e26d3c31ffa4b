import { BridgeError } from "../failures/bridgeError.ts";

const mark = "after ";

/** Where a list goes on: behind this key. Opaque to whoever gets it, and safe in an address. */
export function continuationAfter(key: string): string {
  return Buffer.from(mark + key).toString("base64url");
}

/** The key that a continuation was made of. Throws BridgeError REQUEST_INVALID for what is none. */
export function keyOfContinuation(continuation: string): string {
  const text = Buffer.from(continuation, "base64url").toString();
  const key = text.slice(mark.length);
  if (!text.startsWith(mark) || continuationAfter(key) !== continuation) throw invalidContinuation();
  return key;
}

export function invalidContinuation(): BridgeError {
  return new BridgeError("REQUEST_INVALID", "continuation is what the page before has said, unchanged");
}
