import { createHmac, scrypt } from "node:crypto";

/** Slow on purpose, though they are sealed where they are stored: a password is not to be found by trying. */
const cost = { N: 2_048, r: 8, p: 1 } as const;
const bytes = 12;
const mostKnown = 8;

/**
 * Says of credentials whether they are still the same, and nothing of what they are. `salt`: what they are for, so that
 * the same password elsewhere looks different.
 */
export function fingerprints(salt: string): (credentials: readonly string[]) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return (credentials) => {
    const text = JSON.stringify(credentials);
    const key = createHmac("sha256", salt).update(text).digest("base64");
    const made = known.get(key) ?? slowHash(text, salt);
    known.set(key, made);
    for (const [oldest] of known) {
      if (known.size <= mostKnown) break;
      known.delete(oldest);
    }
    return made;
  };
}

function slowHash(text: string, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(text, salt, bytes, cost, (error, hash) => {
      if (error === null) resolve(hash.toString("base64url"));
      else reject(error);
    });
  });
}
