import { randomUUID } from "node:crypto";

const traceParentPattern = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})/;
const unusedTraceId = "0".repeat(32);

/** The invocation's own span: a child of the caller's W3C `traceparent` if that is valid, else a new trace. */
export function childTraceParent(callersTraceParent: string | undefined): string {
  const parent = callersTraceParent === undefined ? null : traceParentPattern.exec(callersTraceParent);
  // Node keeps random UUIDs in stock; asking for random bytes each time costs several times as much.
  const spare = randomUUID();
  const spanId = spare.slice(0, 8) + spare.slice(-8);
  if (parent === null || parent[1] === unusedTraceId) {
    return `00-${randomUUID().replaceAll("-", "")}-${spanId}-00`;
  }
  return `00-${parent[1] ?? ""}-${spanId}-${parent[2] ?? "00"}`;
}
