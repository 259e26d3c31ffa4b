import type { ServiceNowGateway } from "../adapters/servicenow/serviceNowGateway.ts";
import type { Pacing } from "../delivery/pacing.ts";
import { BridgeError } from "../failures/bridgeError.ts";

/**
 * Whether a connection works: one small call, if it may be called. A connection that is paused is not asked, but if its
 * pause is over, this is the try. Never throws BridgeError: returns it.
 */
export async function probeConnection(
  pacing: Pacing,
  connection: string,
  gateway: ServiceNowGateway,
): Promise<BridgeError | undefined> {
  const permit = await pacing.ask(connection, "ordinary");
  if (permit.kind === "notNow") return new BridgeError(permit.code, permit.because);
  try {
    await permit.run(
      () => undefined,
      (observe) => gateway.probe(observe),
    );
    return undefined;
  } catch (error) {
    if (error instanceof BridgeError) return error;
    throw error;
  } finally {
    await permit.end();
  }
}
