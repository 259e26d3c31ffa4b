/**
 * Long-lived secrets: client secrets, passwords, private keys. Names are 1 to 127 letters, digits and hyphens, as Key
 * Vault wants them, and compare without case: they come back in lower case. Every method throws BridgeError
 * SECRET_STORE_UNAVAILABLE, SECRET_STORE_FORBIDDEN, or SECRET_STORE_MISSING where there is no store; no message ever
 * contains a value.
 */
export interface SecretStore {
  /** Throws SECRET_UNREADABLE, too: what is there was sealed under another key, or is not what was written. */
  get(name: string): Promise<Secret | undefined>;
  /** Replaces what is there, readable or not. */
  set(name: string, value: string, endsUtc?: string): Promise<void>;
  /** What is not there is no fault. */
  remove(name: string): Promise<void>;
  /** Names that begin so. */
  names(prefix: string): Promise<readonly string[]>;
}

/** `endsUtc`: what the store says of its end (whole seconds), if it says anything. */
export type Secret = { readonly value: string; readonly endsUtc: string | null };

export type ConnectionSecret = "client-secret" | "password" | "private-key" | "entra-client-secret";

/** The name under which a connection's secret is kept: `<connection>--<secret>`; `_` becomes `-`. */
export function connectionSecretName(connection: string, secret: ConnectionSecret): string {
  return `${connection.toLowerCase().replaceAll("_", "-")}--${secret}`;
}

/** As every store keeps it. Throws RangeError if it is no name: names are made by the bridge, and checked where people give them. */
export function storedSecretName(name: string): string {
  if (!/^[0-9a-z-]{1,127}$/i.test(name)) {
    throw new RangeError("A secret's name is 1 to 127 letters, digits and hyphens.");
  }
  return name.toLowerCase();
}
