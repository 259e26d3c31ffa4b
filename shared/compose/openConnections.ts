import type { ConnectionGateway, OpenConnection, OpenConnections } from "../connections/openConnections.ts";
import { settingsConnection } from "../config/settingsConnection.ts";
import type { Settings } from "../config/settings.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { openGateway } from "./openGateway.ts";

/** All connections of the bridge, each opened when it is first used. */
export function openConnections(settings: Settings, clock: Clock): OpenConnections {
  const { serviceNow } = settings;
  const connections = serviceNow === undefined ? [] : [settingsConnection(serviceNow)];
  const gateways = new Map<string, Promise<ConnectionGateway | undefined>>();

  async function peek(name: string): Promise<OpenConnection> {
    const connection = connections.find((one) => one.name === name);
    if (connection === undefined) throw missing(name);
    const opening = gateways.get(name) ?? openGateway(settings, clock);
    gateways.set(name, opening);
    const gateway = await opening;
    if (gateway === undefined) throw missing(name);
    return { connection, gateway };
  }

  return {
    list: () => Promise.resolve(connections),
    get: peek,
    peek,
    async close() {
      await Promise.all([...gateways.values()].map(async (opening) => (await opening)?.close()));
    },
  };
}

function missing(name: string): BridgeError {
  return new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`);
}
