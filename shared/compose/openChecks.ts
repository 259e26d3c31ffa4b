import type { AuditTrail } from "../audit/audit.ts";
import type { Bridge } from "../bridge.ts";
import { checkConnection } from "../connections/checks/checkConnection.ts";
import { defaultCheckTiming } from "../connections/checks/runChecks.ts";
import type { OpenConnections } from "../connections/openConnections.ts";
import type { DeliveryParts } from "../delivery/deliveryParts.ts";
import type { LookAtSecret } from "../secrets/resolveSecret.ts";

type Parts = DeliveryParts & {
  readonly audit: AuditTrail;
  readonly lookAtSecret: LookAtSecret;
  readonly publicUrl: string | undefined;
};

export function openChecks(connections: OpenConnections, parts: Parts): Bridge["checks"] {
  const checkParts = { ...parts, timing: defaultCheckTiming };
  return {
    async connection(name, wish) {
      // Also while somebody still has to sign in: that is when most people look.
      return checkConnection(checkParts, await connections.peek(name), wish);
    },
  };
}
