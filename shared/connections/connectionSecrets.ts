import { connectionSecretName, type ConnectionSecret } from "../secrets/secretStore.ts";
import type { ConnectionGrant, SecretReference } from "./connection.ts";

/** The secrets that a grant is made of, and where each is; those that it does without are left out. */
export function secretsOf(grant: ConnectionGrant): ReadonlyMap<ConnectionSecret, SecretReference> {
  const found = new Map<ConnectionSecret, SecretReference>();
  switch (grant.kind) {
    case "authorizationCode":
      if (grant.clientSecret !== null) found.set("client-secret", grant.clientSecret);
      break;
    case "password":
      found.set("client-secret", grant.clientSecret);
      if (grant.user !== null) found.set("password", grant.user.password);
      break;
    case "clientCredentials":
      found.set("client-secret", grant.clientSecret);
      break;
    case "jwtBearer":
      found.set("client-secret", grant.clientSecret).set("private-key", grant.privateKey);
      break;
    case "entra":
      if (grant.application !== null) found.set("entra-client-secret", grant.application.clientSecret);
      break;
    case "basic":
      found.set("password", grant.password);
      break;
  }
  return found;
}

/** Whether it is the connection's own place in the secret store, which goes with the connection. */
export function isOwnSecret(
  connection: string,
  secret: ConnectionSecret,
  { from, name }: SecretReference,
): boolean {
  return from === "store" && name.toLowerCase() === connectionSecretName(connection, secret);
}
