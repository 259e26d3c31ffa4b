import { createPrivateKey, randomUUID, type KeyObject } from "node:crypto";
import { SignJWT } from "jose";
import { BridgeError } from "../../../failures/bridgeError.ts";

type Assertion = {
  readonly clientId: string;
  /** `kid` of the verifier map. */
  readonly keyId: string;
  readonly subject: string;
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** By ServiceNow's clock. */
  readonly atMs: number;
};

/** It is shown at once, and once (`jti`). */
const lifeS = 180;
/** ServiceNow's own clocks differ, too: it must not look as if it came from the future. */
const backdatedS = 30;

/** What ServiceNow takes for a sign-in: `iss` and `aud` are both the client id. Throws BridgeError JWT_KEY_INVALID. */
export async function jwtAssertion({ clientId, keyId, subject, ...rest }: Assertion): Promise<string> {
  const key = keyFrom(rest.privateKey);
  const atS = Math.floor(rest.atMs / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: algorithmOf(key), kid: keyId, typ: "JWT" })
    .setIssuer(clientId)
    .setAudience(clientId)
    .setSubject(subject)
    .setJti(randomUUID())
    .setIssuedAt(atS - backdatedS)
    .setExpirationTime(atS + lifeS)
    .sign(key);
}

function keyFrom(pem: string): KeyObject {
  try {
    // A setting of an app may have its line breaks written out.
    return createPrivateKey(pem.replaceAll("\\n", "\n").trim());
  } catch {
    // What the parser says may quote the key.
    throw new BridgeError(
      "JWT_KEY_INVALID",
      "The private key is no PEM that can be read without a passphrase",
    );
  }
}

const curves: Readonly<Record<string, string>> = {
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === "rsa") return "RS256";
  const algorithm = curves[asymmetricKeyDetails?.namedCurve ?? ""];
  if (asymmetricKeyType === "ec" && algorithm !== undefined) return algorithm;
  throw new BridgeError(
    "JWT_KEY_INVALID",
    `A key of the kind ${asymmetricKeyType ?? "unknown"} signs no JWT`,
  );
}
