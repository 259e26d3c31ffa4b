import { randomBytes } from "node:crypto";

const traceParentPattern = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})/;
const unusedTraceId = "0".repeat(32);

/** The invocation's own span: a child of the caller's W3C `traceparent` if that is valid, else a new trace. */
export function childTraceParent(callersTraceParent: string | undefined): string {
  const parent = callersTraceParent === undefined ? null : traceParentPattern.exec(callersTraceParent);
  const random = randomBytes(24).toString("hex");
  const spanId = random.slice(0, 16);
  if (parent === null || parent[1] === unusedTraceId) return `00-${random.slice(16)}-${spanId}-00`;
  return `00-${parent[1] ?? ""}-${spanId}-${parent[2] ?? "00"}`;
}
