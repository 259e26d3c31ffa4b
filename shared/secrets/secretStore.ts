/**
 * Long-lived secrets: client secrets, passwords, private keys. Names are 1 to 127 letters, digits and hyphens, as Key
 * Vault wants them. Every method throws BridgeError SECRET_STORE_UNAVAILABLE or SECRET_STORE_FORBIDDEN; no message ever
 * contains a value.
 */
export interface SecretStore {
  get(name: string): Promise<Secret | undefined>;
  /** Replaces what is there. */
  set(name: string, value: string, endsUtc?: string): Promise<void>;
  /** What is not there is no fault. */
  remove(name: string): Promise<void>;
  /** Names that begin so. */
  names(prefix: string): Promise<readonly string[]>;
}

/** `endsUtc`: what the store says of its end, if it says anything. */
export type Secret = { readonly value: string; readonly endsUtc: string | null };

export type ConnectionSecret = "client-secret" | "password" | "private-key" | "entra-client-secret";

/** The name under which a connection's secret is kept: `<connection>--<secret>`; `_` becomes `-`. */
export function connectionSecretName(connection: string, secret: ConnectionSecret): string {
  return `${connection.toLowerCase().replaceAll("_", "-")}--${secret}`;
}
