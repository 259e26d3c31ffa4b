import type { Connection } from "../../../shared/connections/connection.ts";
import type { ConnectionDefinition } from "../../../shared/connections/definition/connectionSchema.ts";
import { parseConnection } from "../../../shared/connections/definition/parseConnection.ts";

/** A connection as people write it: everything by itself, nobody has to sign in. */
export function aDefinition(definition: Partial<ConnectionDefinition> = {}): ConnectionDefinition {
  return {
    name: "contoso",
    instanceUrl: "https://contoso.service-now.com",
    grant: { kind: "clientCredentials", clientId: "7d3c" },
    ...definition,
  };
}

/** The same as the bridge has it, added by command unless something else is said. */
export function aConnection(
  definition: Partial<ConnectionDefinition> = {},
  { source = "stored", allowedHosts = [] }: Partial<Pick<Connection, "source" | "allowedHosts">> = {},
): Connection {
  const parsed = parseConnection(aDefinition(definition), { source, allowedHosts });
  if (parsed.kind === "invalid") throw new Error(parsed.problems.join("; "));
  return parsed.connection;
}

/** One for which somebody signs in; `overrides` as the bridge has it. */
export function aSignedInConnection(overrides: Partial<Connection> = {}): Connection {
  const grant = {
    kind: "authorizationCode",
    clientId: "contoso-client",
    clientSecret: "store:contoso--client-secret",
  } as const;
  return { ...aConnection({ grant, integrationUser: "bridge.integration" }), ...overrides };
}
