import type { Connection, ConnectionGrant } from "../connection.ts";
import type { ConnectionDefinition } from "./connectionSchema.ts";
import type { GrantDefinition } from "./grantSchema.ts";
import { secretReferenceText } from "./secretReferences.ts";

/** A connection as people write it: read again, it is the same connection. Says where secrets are, never what they are. */
export function describeConnection(connection: Connection): ConnectionDefinition {
  const { name, partner, instanceUrl, daysBack, createMissingCi, ticketStates, endsUtc } = connection;
  const { clientSecret, certificate, password } = endsUtc;
  return {
    name,
    partner,
    instanceUrl,
    grant: describeGrant(connection.grant),
    ...(connection.integrationUser === null ? {} : { integrationUser: connection.integrationUser }),
    synchronise: [...connection.synchronise],
    daysBack,
    createMissingCi,
    ticketStates,
    ...(connection.importSetTable === null ? {} : { importSetTable: connection.importSetTable }),
    refreshTokenLifespanSeconds: Math.round(connection.refreshTokenLifespanMs / 1000),
    endsUtc: {
      ...(clientSecret === null ? {} : { clientSecret }),
      ...(certificate === null ? {} : { certificate }),
      ...(password === null ? {} : { password }),
    },
  };
}

function describeGrant(grant: ConnectionGrant): GrantDefinition {
  switch (grant.kind) {
    case "authorizationCode": {
      const { clientSecret } = grant;
      return { ...grant, clientSecret: clientSecret === null ? null : secretReferenceText(clientSecret) };
    }
    case "password": {
      const { user, ...rest } = grant;
      const clientSecret = secretReferenceText(grant.clientSecret);
      if (user === null) return { kind: rest.kind, clientId: rest.clientId, clientSecret };
      return {
        kind: rest.kind,
        clientId: rest.clientId,
        clientSecret,
        user: { userName: user.userName, password: secretReferenceText(user.password) },
      };
    }
    case "clientCredentials":
      return { ...grant, clientSecret: secretReferenceText(grant.clientSecret) };
    case "jwtBearer":
      return {
        ...grant,
        clientSecret: secretReferenceText(grant.clientSecret),
        privateKey: secretReferenceText(grant.privateKey),
      };
    case "entra": {
      const { kind, audience, application, managedIdentityClientId } = grant;
      return {
        kind,
        audience,
        ...(application === null
          ? {}
          : {
              application: { ...application, clientSecret: secretReferenceText(application.clientSecret) },
            }),
        ...(managedIdentityClientId === null ? {} : { managedIdentityClientId }),
      };
    }
    case "basic":
      return { ...grant, password: secretReferenceText(grant.password) };
  }
}
