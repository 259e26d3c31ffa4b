import type { Connection, ConnectionGrant } from "../connections/connection.ts";
import type { Clock } from "../delivery/ports.ts";
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
    return { ...entraIssuer({ ...parts, grant }), close: () => Promise.resolve() };
  }
  const { serviceNowIssuer } = await import("../adapters/servicenow/grants/serviceNowIssuer.ts");
  return serviceNowIssuer({ ...parts, connection, grant });
}
