import { parseSealingKey, type SealingKey } from "../../../shared/secrets/sealingKey.ts";

/** A key that everybody knows, one for each number, as BRIDGE_SECRET_KEY wants it. */
export function aKeySetting(number: number): string {
  return Buffer.alloc(32, number).toString("base64");
}

export function aSealingKey(number: number): SealingKey {
  const key = parseSealingKey(aKeySetting(number));
  if (key === undefined) throw new Error("It is a key.");
  return key;
}
