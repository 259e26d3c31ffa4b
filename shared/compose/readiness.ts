import type { ServiceNowGateway } from "../adapters/servicenow/serviceNowGateway.ts";
import type { Readiness, ReadinessCheck } from "../bridge.ts";

/** Whether alerts can be taken in, and how the connection is. */
export async function readiness(
  ping: () => Promise<{
    readonly waiting: { readonly critical: number; readonly ordinary: number };
  }>,
  gateway: ServiceNowGateway | undefined,
): Promise<Readiness> {
  const [stored, connected] = await Promise.all([ping().catch(asError), gateway?.probe()]);
  const isStored = !(stored instanceof Error);
  const checks: ReadinessCheck[] = [
    {
      name: "storage",
      status: isStored ? "ok" : "failed",
      detail: isStored ? "tables answer" : stored.message,
    },
    {
      name: "queue",
      status: isStored ? "ok" : "failed",
      detail: isStored
        ? `about ${stored.waiting.critical + stored.waiting.ordinary} messages wait`
        : stored.message,
    },
    connectionCheck(connected),
  ];
  return { status: isStored ? "ready" : "notReady", checks };
}

function connectionCheck(probe: Awaited<ReturnType<ServiceNowGateway["probe"]>> | undefined): ReadinessCheck {
  if (probe === undefined)
    return { name: "connection", status: "failed", detail: "no connection is configured" };
  return probe.state === "ok"
    ? { name: "connection", status: "ok", detail: `the instance answers` }
    : { name: "connection", status: "failed", detail: `${probe.code}: ${probe.detail}` };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
