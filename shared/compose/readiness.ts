import type { Readiness, ReadinessCheck } from "../bridge.ts";
import { BridgeError } from "../failures/bridgeError.ts";

type Ping = { readonly waiting: { readonly critical: number; readonly ordinary: number } };

/** Undefined: it works. */
export type ProbedConnection = { readonly name: string; readonly problem: BridgeError | undefined };

/** Whether alerts can be taken in, and how each connection is. */
export async function readiness(
  ping: () => Promise<Ping>,
  probeAll: () => Promise<readonly ProbedConnection[]>,
): Promise<Readiness> {
  const [stored, connections] = await Promise.all([ping().catch(asError), connectionChecks(probeAll)]);
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
    ...connections,
  ];
  return { status: isStored ? "ready" : "notReady", checks };
}

async function connectionChecks(
  probeAll: () => Promise<readonly ProbedConnection[]>,
): Promise<readonly ReadinessCheck[]> {
  const failed = (detail: string): ReadinessCheck => ({ name: "connection", status: "failed", detail });
  try {
    const probed = await probeAll();
    if (probed.length === 0) return [failed("no connection is configured")];
    return probed.map(({ name, problem }) =>
      problem === undefined
        ? { name: "connection", status: "ok", detail: `${name}: the instance answers` }
        : failed(`${name}: ${problem.code}: ${problem.detail}`),
    );
  } catch (error) {
    if (error instanceof BridgeError) return [failed(`${error.code}: ${error.detail}`)];
    throw error;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
