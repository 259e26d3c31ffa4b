import { randomUUID } from "node:crypto";
import type { Bridge } from "../../shared/bridge.ts";
import { recogniseAlert } from "../../shared/alerts/recogniseAlert.ts";
import { defaultBridgeConfig } from "../../shared/config/bridgeConfig.ts";
import { acceptAlert } from "../../shared/delivery/acceptAlert.ts";

/** Everything the webhook does, up to the queue, whose `send` has nothing to do. */
export function acceptingBridge(): () => Promise<Pick<Bridge, "accept">> {
  const parts = {
    queue: {
      send: () => Promise.resolve(),
      open: () => Promise.reject(new Error("Nothing is ever taken out of this queue")),
    },
    routes: defaultBridgeConfig().routes,
    recognise: recogniseAlert,
    clock: { nowMs: Date.now },
    randomHex: () => randomUUID().replaceAll("-", ""),
    log: () => undefined,
  };
  const bridge = Promise.resolve<Pick<Bridge, "accept">>({
    accept: (body, route) => acceptAlert(parts, body, route),
  });
  return () => bridge;
}
