import * as z from "zod";

import { BridgeError } from "../../failures/bridgeError.ts";
import { certificateEndUtc } from "../../secrets/certificateEnd.ts";
import { type ConnectionSecret, connectionSecretName, type SecretStore } from "../../secrets/secretStore.ts";
import type { Connection } from "../connection.ts";
import { isOwnSecret, secretsOf } from "../connectionSecrets.ts";

const value = z
  .string()
  .regex(/\S/, { error: "is empty" })
  .max(25_000, { error: "is longer than any secret" });

/** Secrets as a request carries them. No complaint repeats one. */
export const typedSecretsSchema = z
  .strictObject({
    clientSecret: value.exactOptional(),
    password: value.exactOptional(),
    privateKey: value.exactOptional(),
    entraClientSecret: value.exactOptional(),
  })
  .default({});

export type TypedSecrets = z.output<typeof typedSecretsSchema>;

const fields: Readonly<Record<ConnectionSecret, keyof TypedSecrets>> = {
  "client-secret": "clientSecret",
  password: "password",
  "private-key": "privateKey",
  "entra-client-secret": "entraClientSecret",
};

/** By which name a connection states the end of each. */
const endOf: Readonly<Record<ConnectionSecret, keyof Connection["endsUtc"]>> = {
  "client-secret": "clientSecret",
  password: "password",
  "private-key": "certificate",
  "entra-client-secret": "clientSecret",
};

export const allSecrets = Object.keys(fields) as readonly ConnectionSecret[];

/** Ends that are stated of secrets which have been typed in anew: nobody has said whether they are the new ones', too. */
export function formerEnds(typed: TypedSecrets): readonly (keyof Connection["endsUtc"])[] {
  return allSecrets.flatMap((secret) => (typed[fields[secret]] === undefined ? [] : [endOf[secret]]));
}

/** The name of a secret where people write it. */
export function secretField(secret: ConnectionSecret): string {
  return fields[secret];
}

/** The secrets that a grant wants from the connection's own place in the store. */
export function ownSecretsOf({
  name,
  grant,
}: Pick<Connection, "name" | "grant">): readonly ConnectionSecret[] {
  return [...secretsOf(grant)].flatMap(([secret, at]) => (isOwnSecret(name, secret, at) ? [secret] : []));
}

/** What is wrong with the secrets that came with a connection. `kept`: those in the store that are still good. */
export function typedSecretProblems(
  connection: Connection,
  typed: TypedSecrets,
  kept: ReadonlySet<ConnectionSecret>,
): readonly string[] {
  const wanted = ownSecretsOf(connection);
  const problems = wanted
    .filter((secret) => typed[fields[secret]] === undefined && !kept.has(secret))
    .map(
      (secret) =>
        `secrets.${fields[secret]}: is missing; it is kept in the secret store and never shown again`,
    );
  for (const secret of allSecrets) {
    if (typed[fields[secret]] === undefined || wanted.includes(secret)) continue;
    problems.push(`secrets.${fields[secret]}: the grant ${connection.grant.kind} has no use for it`);
  }
  const { privateKey } = typed;
  if (privateKey !== undefined && !/-----BEGIN PRIVATE KEY-----/.test(privateKey)) {
    problems.push(
      "secrets.privateKey: must be a key in PKCS #8, PEM: it begins with -----BEGIN PRIVATE KEY-----",
    );
  }
  return problems;
}

/** Which of a connection's own secrets are in the store; one that nobody can open any more is not. Throws BridgeError SECRET_STORE_…. */
export async function keptSecrets(
  secrets: Pick<SecretStore, "get">,
  connection: Pick<Connection, "name" | "grant">,
): Promise<ReadonlySet<ConnectionSecret>> {
  const own = ownSecretsOf(connection);
  const found = await Promise.all(
    own.map((secret) => secrets.get(connectionSecretName(connection.name, secret)).catch(unlessUnreadable)),
  );
  return new Set(own.filter((_secret, index) => found[index] !== undefined));
}

/** Throws BridgeError SECRET_STORE_…. */
export async function keepSecrets(
  secrets: Pick<SecretStore, "set">,
  { name, endsUtc }: Connection,
  typed: TypedSecrets,
): Promise<void> {
  for (const secret of allSecrets) {
    const text = typed[fields[secret]];
    if (text === undefined) continue;
    const ends = endsUtc[endOf[secret]] ?? certificateEndUtc(text) ?? undefined;
    await secrets.set(connectionSecretName(name, secret), text, ends);
  }
}

/** All that a connection of this name may have in the store. Throws BridgeError SECRET_STORE_…. */
export async function removeSecrets(secrets: Pick<SecretStore, "remove">, name: string): Promise<void> {
  for (const secret of allSecrets) await secrets.remove(connectionSecretName(name, secret));
}

function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof BridgeError) || error.code !== "SECRET_UNREADABLE") throw error;
}
