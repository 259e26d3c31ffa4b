import type { OpenConnection, OpenConnections } from "../connections/openConnections.ts";
import { settingsConnection } from "../config/settingsConnection.ts";
import type { Settings } from "../config/settings.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { openGateway, type OpenGateway } from "./openGateway.ts";
import type { OpenTokensParts } from "./openTokens.ts";

/** All connections of the bridge, each opened when it is first used. */
export function openConnections(
  settings: Settings,
  parts: Omit<OpenTokensParts, "requestTimeoutMs">,
): OpenConnections {
  const { serviceNow } = settings;
  const connections = serviceNow === undefined ? [] : [settingsConnection(serviceNow)];
  const gateways = new Map<string, Promise<OpenGateway>>();

  async function peek(name: string): Promise<OpenConnection> {
    const connection = connections.find((one) => one.name === name);
    if (connection === undefined) throw missing(name);
    const opening = gateways.get(name) ?? openGateway(connection, settings, parts);
    gateways.set(name, opening);
    return { connection, ...(await opening) };
  }

  return {
    list: () => Promise.resolve(connections),
    get: peek,
    peek,
    async close() {
      await Promise.all([...gateways.values()].map(async (opening) => (await opening).gateway.close()));
    },
  };
}

function missing(name: string): BridgeError {
  return new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`);
}
