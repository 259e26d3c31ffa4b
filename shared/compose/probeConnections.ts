import type { OpenConnections } from "../connections/openConnections.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import type { Pacing } from "../delivery/pacing.ts";
import type { Schedule } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ProbedConnection } from "./readiness.ts";

type Parts = {
  readonly pacing: Pacing;
  readonly connections: OpenConnections;
  readonly schedule: Schedule;
  readonly log: LogEvent;
};

/** Whoever asks for readiness waits no longer, whatever one connection does. */
const longestMs = 5_000;

/**
 * Whether each connection works: one small call to each that may be called. A connection that is paused is not asked, but
 * if its pause is over, this is the try. One that has not answered within five seconds is said to be so, and a fault of ours
 * is told of the connection that met it. Throws BridgeError STORAGE_UNAVAILABLE if the connections cannot be listed.
 */
export async function probeConnections(parts: Parts): Promise<readonly ProbedConnection[]> {
  const all = await parts.connections.list();
  return Promise.all(
    all.map(async ({ name }) => ({ name, problem: await within(problemOf(parts, name), parts.schedule) })),
  );
}

async function within(
  asking: Promise<BridgeError | undefined>,
  schedule: Schedule,
): Promise<BridgeError | undefined> {
  let cancel: () => void = () => undefined;
  const tooLate = new Promise<BridgeError>((resolve) => {
    cancel = schedule(longestMs, () =>
      resolve(new BridgeError("SERVICENOW_TIMEOUT", `not answered yet, after ${longestMs / 1000} seconds`)),
    );
  });
  try {
    return await Promise.race([asking, tooLate]);
  } finally {
    cancel();
  }
}

async function problemOf(
  { pacing, connections, log }: Parts,
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
    log("connection.notProbed", { connection: name, error: String(error) });
    return new BridgeError("UNEXPECTED", "the bridge's log has what it was");
  }
}
