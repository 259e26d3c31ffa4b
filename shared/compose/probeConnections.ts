import type { OpenConnections } from "../connections/openConnections.ts";
import type { Pacing } from "../delivery/pacing.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ProbedConnection } from "./readiness.ts";

/**
 * Whether each connection works: one small call to each that may be called. A connection that is paused is not asked, but
 * if its pause is over, this is the try. Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function probeConnections(
  pacing: Pacing,
  connections: OpenConnections,
): Promise<readonly ProbedConnection[]> {
  const all = await connections.list();
  return Promise.all(
    all.map(async ({ name }) => ({ name, problem: await problemOf(pacing, connections, name) })),
  );
}

async function problemOf(
  pacing: Pacing,
  connections: OpenConnections,
  name: string,
): Promise<BridgeError | undefined> {
  try {
    const { gateway } = await connections.get(name);
    const permit = await pacing.ask(name, "ordinary");
    if (permit.kind === "notNow") return new BridgeError(permit.code, permit.because);
    try {
      await permit.run(
        () => undefined,
        (observe) => gateway.probe(observe),
      );
      return undefined;
    } finally {
      await permit.end();
    }
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  }
}
