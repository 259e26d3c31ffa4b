import type { ConnectionGrant, SecretReference } from "../connection.ts";

export type NamedReference = { readonly what: string; readonly reference: SecretReference };

/** Every secret that a grant lives on, by what people call it. */
export function secretReferences(grant: ConnectionGrant): readonly NamedReference[] {
  switch (grant.kind) {
    case "authorizationCode":
      return grant.clientSecret === null ? [] : [named("client secret", grant.clientSecret)];
    case "password":
      return [
        named("client secret", grant.clientSecret),
        ...(grant.user === null ? [] : [named("password", grant.user.password)]),
      ];
    case "clientCredentials":
      return [named("client secret", grant.clientSecret)];
    case "jwtBearer":
      return [named("client secret", grant.clientSecret), named("private key", grant.privateKey)];
    case "entra":
      return grant.application === null
        ? []
        : [named("client secret of the app registration", grant.application.clientSecret)];
    case "basic":
      return [named("password", grant.password)];
    default:
      return grant satisfies never;
  }
}

/** Where a secret is, in words. */
export function placeOf({ from, name }: SecretReference): string {
  return from === "environment" ? `the setting ${name}` : `${name} in the secret store`;
}

function named(what: string, reference: SecretReference): NamedReference {
  return { what, reference };
}
