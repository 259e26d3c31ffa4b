import type { Connection, ConnectionGrant } from "../connections/connection.ts";
import type { Clock } from "../delivery/ports.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { ResolveSecret } from "../secrets/resolveSecret.ts";
import type { TokenIssuer } from "../tokens/tokenIssuer.ts";

type Parts = { readonly resolve: ResolveSecret; readonly clock: Clock; readonly timeoutMs: number };

/** Whoever gives the tokens: ServiceNow itself, or Entra ID. Their code is read when it is needed. */
export async function openIssuer(
  connection: Connection,
  grant: Exclude<ConnectionGrant, { readonly kind: "basic" }>,
  parts: Parts,
): Promise<TokenIssuer & { close(): Promise<void> }> {
  if (grant.kind === "entra") {
    const { entraIssuer } = await import("../adapters/entra/entraIssuer.ts");
    const hasIdentity = () => isSet(parts.resolve, "IDENTITY_ENDPOINT");
    return { ...entraIssuer({ ...parts, grant, hasIdentity }), close: () => Promise.resolve() };
  }
  const { serviceNowIssuer } = await import("../adapters/servicenow/grants/serviceNowIssuer.ts");
  return serviceNowIssuer({ ...parts, connection, grant });
}

async function isSet(resolve: ResolveSecret, name: string): Promise<boolean> {
  try {
    await resolve({ from: "environment", name });
    return true;
  } catch (error) {
    if (error instanceof BridgeError) return false;
    throw error;
  }
}
