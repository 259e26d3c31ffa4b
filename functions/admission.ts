import type { HttpRequest } from "@azure/functions";

import { BridgeError } from "../shared/failures/bridgeError.ts";

/** More at once could not all be answered in time, and their bodies would not fit into a small instance. */
const mostRequests = 400;
const mostBytes = 64 * 1024 * 1024;

/** For a body that does not say how long it is. */
const usualBytes = 64 * 1024;

/**
 * How many requests are worked on at a time. Who comes beyond that hears 503 at once and repeats, instead of waiting
 * with everybody else until all of them are too late.
 */
export function makeAdmission(limits = { mostRequests, mostBytes }) {
  let requests = 0;
  let bytes = 0;
  /** What it returns is called when the request is answered. Throws BridgeError BRIDGE_BUSY. */
  return function admit(request: Pick<HttpRequest, "headers">): () => void {
    const declared = Number(request.headers.get("content-length") ?? usualBytes);
    const size = Number.isFinite(declared) ? Math.max(declared, 0) : usualBytes;
    const isFull = requests >= limits.mostRequests || (requests > 0 && bytes + size > limits.mostBytes);
    if (isFull) throw new BridgeError("BRIDGE_BUSY", `${requests} requests are being answered already`);
    requests += 1;
    bytes += size;
    return () => {
      requests -= 1;
      bytes -= size;
    };
  };
}
