import { createHmac } from "node:crypto";

/** 256 bits under which something is sealed, and what tells it from another key without telling anything else of it. */
export type SealingKey = { readonly id: string; readonly bytes: Uint8Array };

/** The keys that seal and open. What an older key sealed can be opened for as long as that key is among them. */
export interface KeyRing {
  /** Under which to seal. Throws BridgeError SECRET_STORE_UNAVAILABLE or SECRET_STORE_FORBIDDEN. */
  newest(): Promise<SealingKey>;
  /** `undefined`: not among them. Throws as `newest` does. */
  find(id: string): Promise<SealingKey | undefined>;
}

const keyBytes = 32;

/** Of base64, standard or for URLs; `undefined` if it does not have 32 bytes. */
export function parseSealingKey(base64: string): SealingKey | undefined {
  const text = base64.trim();
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== keyBytes) return undefined;
  const id = createHmac("sha256", bytes).update("azure-ticket-bridge key id").digest("hex").slice(0, 16);
  return { id, bytes };
}

/** The first one seals. Throws RangeError if there is none. */
export function fixedKeyRing(keys: readonly SealingKey[]): KeyRing {
  const [first] = keys;
  if (first === undefined) throw new RangeError("A key ring needs a key.");
  return {
    newest: () => Promise.resolve(first),
    find: (wanted) => Promise.resolve(keys.find(({ id }) => id === wanted)),
  };
}
