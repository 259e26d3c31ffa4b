import type { Connection, ConnectionGrant } from "./connection.ts";

/**
 * Says where a connection has its access, and as whom. What was given for one is never shown to another, although both
 * have had the same name one after the other. A secret that is replaced changes nothing of it, and none is in it. The
 * named integration user belongs to it: nobody has asked yet whether what was given for another one is his.
 */
export function accessIdentity({
  instanceUrl,
  grant,
  integrationUser,
}: Pick<Connection, "instanceUrl" | "grant" | "integrationUser">): string {
  const named = namedUser({ integrationUser });
  return JSON.stringify([instanceUrl, grant.kind, ...whoseAccess(grant), ...(named === null ? [] : [named])]);
}

/** The integration user that a connection names, in the form in which it is compared: ServiceNow does not tell case apart. */
export function namedUser({ integrationUser }: Pick<Connection, "integrationUser">): string | null {
  return integrationUser?.trim().toLowerCase() ?? null;
}

function whoseAccess(grant: ConnectionGrant): readonly (string | null)[] {
  switch (grant.kind) {
    case "authorizationCode":
    case "clientCredentials":
      return [grant.clientId];
    case "password":
      return [grant.clientId, grant.user?.userName ?? null];
    case "jwtBearer":
      return [grant.clientId, grant.subject];
    case "entra": {
      const { audience, application, managedIdentityClientId } = grant;
      return [audience, application?.tenantId ?? null, application?.clientId ?? managedIdentityClientId];
    }
    case "basic":
      return [grant.userName];
    default:
      return grant satisfies never;
  }
}
