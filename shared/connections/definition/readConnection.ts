import { connectionSecretName, type ConnectionSecret } from "../../secrets/secretStore.ts";
import type { Connection, ConnectionGrant, SecretReference } from "../connection.ts";
import type { ReadDefinition } from "./connectionSchema.ts";
import type { GrantDefinition } from "./grantSchema.ts";
import { parseSecretReference } from "./secretReferences.ts";

type Surroundings = Pick<Connection, "allowedHosts" | "source">;

/** The connection that a checked definition describes: what it leaves out is filled in, and secrets are where it says, or in its own place in the store. */
export function readConnection(
  definition: ReadDefinition,
  { allowedHosts, source }: Surroundings,
): Connection {
  const { name, partner, synchronise, daysBack, createMissingCi, ticketStates, endsUtc } = definition;
  return {
    name,
    partner,
    instanceUrl: URL.parse(definition.instanceUrl)?.origin ?? definition.instanceUrl,
    allowedHosts,
    grant: grantOf(definition.grant, name),
    integrationUser: definition.integrationUser ?? null,
    synchronise,
    daysBack,
    createMissingCi,
    ticketStates,
    importSetTable: definition.importSetTable ?? null,
    refreshTokenLifespanMs: definition.refreshTokenLifespanSeconds * 1000,
    endsUtc: {
      clientSecret: utcOf(endsUtc.clientSecret),
      certificate: utcOf(endsUtc.certificate),
      password: utcOf(endsUtc.password),
    },
    source,
  };
}

function grantOf(grant: GrantDefinition, connection: string): ConnectionGrant {
  const at = (reference: string | undefined, secret: ConnectionSecret): SecretReference =>
    reference === undefined
      ? { from: "store", name: connectionSecretName(connection, secret) }
      : parseSecretReference(reference);
  switch (grant.kind) {
    case "authorizationCode": {
      const { kind, clientId, clientSecret } = grant;
      return {
        kind,
        clientId,
        clientSecret: clientSecret === null ? null : at(clientSecret, "client-secret"),
      };
    }
    case "password": {
      const { kind, clientId, user } = grant;
      return {
        kind,
        clientId,
        clientSecret: at(grant.clientSecret, "client-secret"),
        user:
          user === undefined ? null : { userName: user.userName, password: at(user.password, "password") },
      };
    }
    case "clientCredentials":
      return {
        kind: grant.kind,
        clientId: grant.clientId,
        clientSecret: at(grant.clientSecret, "client-secret"),
      };
    case "jwtBearer": {
      const { kind, clientId, keyId, subject } = grant;
      const clientSecret = at(grant.clientSecret, "client-secret");
      return {
        kind,
        clientId,
        clientSecret,
        privateKey: at(grant.privateKey, "private-key"),
        keyId,
        subject,
      };
    }
    case "entra": {
      const { kind, audience, application, managedIdentityClientId = null } = grant;
      if (application === undefined) return { kind, audience, application: null, managedIdentityClientId };
      const clientSecret = at(application.clientSecret, "entra-client-secret");
      return { kind, audience, application: { ...application, clientSecret }, managedIdentityClientId };
    }
    case "basic":
      return { kind: grant.kind, userName: grant.userName, password: at(grant.password, "password") };
  }
}

/** A day alone ends when it begins: rather a warning too early. */
function utcOf(moment: string | undefined): string | null {
  return moment === undefined ? null : new Date(moment).toISOString();
}
