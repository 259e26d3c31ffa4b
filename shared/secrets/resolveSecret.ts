import type { SecretReference } from "../connections/connection.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import { certificateEndUtc } from "./certificateEnd.ts";
import type { Secret, SecretStore } from "./secretStore.ts";

export type ResolveSecret = (reference: SecretReference) => Promise<string>;

/**
 * Whether what a reference stands for is there, and when it ends: as the certificate says that stands beside a key, else as
 * the store does; null: neither. The value stays where it is.
 */
export type LookAtSecret = (reference: SecretReference) => Promise<string | null>;

type ResolveParts = {
  readonly secrets: Pick<SecretStore, "get">;
  /** A setting of this app; undefined if it is not set. */
  readonly setting: (name: string) => string | undefined;
};

/**
 * The value that a reference stands for, read anew each time: a secret may be replaced while the bridge runs. Throws
 * BridgeError SECRET_MISSING, which names the reference and nothing else, and whatever the store throws.
 */
export function makeResolveSecret(parts: ResolveParts): ResolveSecret {
  return async (reference) => (await secretOf(parts, reference)).value;
}

/** As makeResolveSecret does, for who wants to know of a secret without having it. Throws the same. */
export function makeLookAtSecret(parts: ResolveParts): LookAtSecret {
  return async (reference) => {
    const { value, endsUtc } = await secretOf(parts, reference);
    return certificateEndUtc(value) ?? endsUtc;
  };
}

async function secretOf({ secrets, setting }: ResolveParts, reference: SecretReference): Promise<Secret> {
  const secret =
    reference.from === "environment"
      ? { value: setting(reference.name) ?? "", endsUtc: null }
      : await secrets.get(reference.name);
  if (secret === undefined || secret.value.trim() === "") throw missing(reference);
  return secret;
}

function missing({ from, name }: SecretReference): BridgeError {
  const where =
    from === "environment"
      ? `The setting ${name} is not set, or is empty`
      : `The secret store has no secret called ${name}, or it is empty`;
  return new BridgeError("SECRET_MISSING", where);
}
