import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { BridgeError } from "../../failures/bridgeError.ts";
import type { KeyRing } from "../../secrets/sealingKey.ts";

/** What is stored: everything but the key. `keyId` says which one; all else is base64. */
type Sealed = {
  readonly v: 1;
  readonly alg: "A256GCM";
  readonly keyId: string;
  readonly nonce: string;
  readonly tag: string;
  readonly data: string;
};

// NIST SP 800-38D, section 8.2.2: random nonces of 96 bits, good for 2^32 texts under one key.
const nonceBytes = 12;
const tagBytes = 16;
const cipher = "aes-256-gcm";

/**
 * Seals a text for one place: `place` is bound to it, so that nobody can move it elsewhere and have it opened there.
 * Throws as the key ring does.
 */
export async function seal(text: string, place: string, keys: KeyRing): Promise<string> {
  const { id, bytes } = await keys.newest();
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, bytes, nonce, { authTagLength: tagBytes });
  sealing.setAAD(boundTo(place, id));
  const data = Buffer.concat([sealing.update(text, "utf8"), sealing.final()]);
  const sealed: Sealed = {
    v: 1,
    alg: "A256GCM",
    keyId: id,
    nonce: nonce.toString("base64"),
    tag: sealing.getAuthTag().toString("base64"),
    data: data.toString("base64"),
  };
  return JSON.stringify(sealed);
}

/**
 * Opens what was sealed for this place. Throws BridgeError SECRET_UNREADABLE if the key is not there or anything was
 * changed, and as the key ring does.
 */
export async function open(stored: string, place: string, keys: KeyRing): Promise<string> {
  const sealed = parse(stored);
  if (sealed === undefined) throw unreadable(place, "it is not in a format that this release knows");
  const key = await keys.find(sealed.keyId);
  if (key === undefined) {
    throw unreadable(place, `it was sealed under the key ${sealed.keyId}, which the bridge does not have`);
  }
  try {
    const opening = createDecipheriv(cipher, key.bytes, Buffer.from(sealed.nonce, "base64"), {
      authTagLength: tagBytes,
    });
    opening.setAAD(boundTo(place, sealed.keyId));
    opening.setAuthTag(Buffer.from(sealed.tag, "base64"));
    const text = Buffer.concat([opening.update(Buffer.from(sealed.data, "base64")), opening.final()]);
    return text.toString("utf8");
  } catch {
    // Node's own error says nothing that helps.
    throw unreadable(place, "it is not what the bridge has written there");
  }
}

function boundTo(place: string, keyId: string): Buffer {
  return Buffer.from(JSON.stringify(["azure-ticket-bridge", 1, keyId, place]));
}

function parse(stored: string): Sealed | undefined {
  let document: unknown;
  try {
    document = JSON.parse(stored);
  } catch {
    return undefined;
  }
  if (typeof document !== "object" || document === null) return undefined;
  const { v, alg, keyId, nonce, tag, data } = document as Record<string, unknown>;
  if (v !== 1 || alg !== "A256GCM" || typeof keyId !== "string" || !/^[0-9a-f]{1,64}$/.test(keyId)) {
    return undefined;
  }
  if (typeof nonce !== "string" || typeof tag !== "string" || typeof data !== "string") return undefined;
  return { v, alg, keyId, nonce, tag, data };
}

function unreadable(place: string, because: string): BridgeError {
  return new BridgeError("SECRET_UNREADABLE", `${place}: ${because}`);
}
