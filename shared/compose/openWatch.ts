import type { BridgeConfig } from "../config/bridgeConfig.ts";
import type { Settings } from "../config/settings.ts";
import { acceptAlert } from "../delivery/acceptAlert.ts";
import type { DeliveryParts } from "../delivery/deliveryParts.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { watchItself } from "../selfWarnings/watchItself.ts";
import { deliveryState, type QueryParts } from "../tickets/ticketQueries.ts";
import type { StatusParts } from "../status/statusQueries.ts";
import type { openStorage } from "./openStorage.ts";

type Azure = Pick<Awaited<ReturnType<typeof openStorage>>, "warnings">;

/** The bridge looks at itself, with everything that it needs for that. */
export function openWatch(
  azure: Azure,
  status: StatusParts,
  { settings, config }: { readonly settings: Settings; readonly config: BridgeConfig },
  delivery: DeliveryParts,
  queries: QueryParts,
): () => Promise<void> {
  const parts = {
    ...status,
    warnings: azure.warnings,
    isWaiting: (deliveryId: string) => isWaiting(queries, deliveryId),
    accept: (body: string, route: string | null) => acceptAlert(delivery, body, route),
    log: delivery.log,
    policy: { ...config.selfWarnings, ...settings.warnAfter },
  };
  return () => watchItself(parts);
}

async function isWaiting(queries: QueryParts, deliveryId: string): Promise<boolean> {
  try {
    return ["waiting", "retrying"].includes(await deliveryState(queries, deliveryId));
  } catch (error) {
    if (error instanceof BridgeError && error.code === "NOT_FOUND") return false;
    throw error;
  }
}
