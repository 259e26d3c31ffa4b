import { createHash, randomBytes } from "node:crypto";
import type { Instance } from "../platform/instance.ts";

/** What somebody allowed, until the client comes for it. */
export type AllowedCode = {
  readonly clientId: string;
  readonly user: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly challenge?: { readonly value: string; readonly method: "S256" | "plain" } | undefined;
};

/** Authorization codes: for one use within a short time. In memory only. */
export type Codes = {
  issue(allowed: AllowedCode): string;
  /** What the code stands for; whatever becomes of it, the code is used up. */
  take(code: string): AllowedCode | undefined;
};

export function makeCodes({ clock, properties }: Instance): Codes {
  const codes = new Map<string, { readonly allowed: AllowedCode; readonly endsMs: number }>();
  return {
    issue(allowed) {
      for (const [code, { endsMs }] of codes) if (endsMs <= clock.nowMs()) codes.delete(code);
      const code = randomBytes(48).toString("base64url");
      const lifespanMs = properties.number("sandbox.oauth.code_lifespan_seconds", 60) * 1000;
      codes.set(code, { allowed, endsMs: clock.nowMs() + lifespanMs });
      return code;
    },
    take(code) {
      const found = codes.get(code);
      codes.delete(code);
      return found !== undefined && found.endsMs > clock.nowMs() ? found.allowed : undefined;
    },
  };
}

/** RFC 7636: whether this verifier is the one that the challenge was made from. */
export function fitsChallenge(challenge: AllowedCode["challenge"], verifier: string | null): boolean {
  if (challenge === undefined) return verifier === null || verifier === "";
  if (verifier === null) return false;
  const made =
    challenge.method === "plain" ? verifier : createHash("sha256").update(verifier).digest("base64url");
  return made === challenge.value;
}
