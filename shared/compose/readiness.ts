import type { Readiness, ReadinessCheck } from "../bridge.ts";
import type { BridgeError } from "../failures/bridgeError.ts";

type Ping = { readonly waiting: { readonly critical: number; readonly ordinary: number } };

/** Whether alerts can be taken in, and how the connection is. `probe` is undefined where none is configured. */
export async function readiness(
  ping: () => Promise<Ping>,
  probe: (() => Promise<BridgeError | undefined>) | undefined,
): Promise<Readiness> {
  const [stored, connection] = await Promise.all([ping().catch(asError), connectionCheck(probe)]);
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
    connection,
  ];
  return { status: isStored ? "ready" : "notReady", checks };
}

async function connectionCheck(
  probe: (() => Promise<BridgeError | undefined>) | undefined,
): Promise<ReadinessCheck> {
  if (probe === undefined)
    return { name: "connection", status: "failed", detail: "no connection is configured" };
  const error = await probe();
  return error === undefined
    ? { name: "connection", status: "ok", detail: `the instance answers` }
    : { name: "connection", status: "failed", detail: `${error.code}: ${error.detail}` };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
