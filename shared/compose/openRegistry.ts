import type { BridgeConfig } from "../config/bridgeConfig.ts";
import type { Settings } from "../config/settings.ts";
import { settingsConnection } from "../config/settingsConnection.ts";
import type { Connection } from "../connections/connection.ts";
import { sameName } from "../connections/connectionNames.ts";
import { connectionRegistry, type ConnectionRegistry } from "../connections/connectionRegistry.ts";
import type { ConnectionStore } from "../connections/connectionStore.ts";
import type { Clock } from "../delivery/ports.ts";
import { logLine } from "./logLine.ts";

/**
 * All connections, whoever described them. Throws an Error if settings and `bridge.json` describe the same one: which is
 * meant is for a person to say.
 */
export function openRegistry(
  settings: Settings,
  config: Pick<BridgeConfig, "connections">,
  { store, clock }: { readonly store: ConnectionStore; readonly clock: Clock },
): { readonly registry: ConnectionRegistry; readonly fixed: readonly Connection[] } {
  const { serviceNow, allowed } = settings;
  const ofSettings = serviceNow === undefined ? [] : [settingsConnection(serviceNow)];
  for (const { name } of ofSettings) {
    const twice = config.connections.find((one) => sameName(one.name, name));
    if (twice === undefined) continue;
    throw new Error(
      `bridge.json describes a connection "${twice.name}", and the settings SERVICENOW_… describe one, too: take one of the two away, or give the one in bridge.json another name`,
    );
  }
  const fixed = [...ofSettings, ...config.connections];
  return {
    fixed,
    registry: connectionRegistry({ fixed, store, allowedHosts: allowed.hosts, clock, log: logLine }),
  };
}
