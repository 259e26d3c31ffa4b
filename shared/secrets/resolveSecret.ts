import type { SecretReference } from "../connections/connection.ts";
import { BridgeError } from "../failures/bridgeError.ts";
import type { SecretStore } from "./secretStore.ts";

export type ResolveSecret = (reference: SecretReference) => Promise<string>;

type ResolveParts = {
  readonly secrets: Pick<SecretStore, "get">;
  /** A setting of this app; undefined if it is not set. */
  readonly setting: (name: string) => string | undefined;
};

/**
 * The value that a reference stands for, read anew each time: a secret may be replaced while the bridge runs. Throws
 * BridgeError SECRET_MISSING, which names the reference and nothing else, and whatever the store throws.
 */
export function makeResolveSecret({ secrets, setting }: ResolveParts): ResolveSecret {
  return async (reference) => {
    const value =
      reference.from === "environment" ? setting(reference.name) : (await secrets.get(reference.name))?.value;
    if (value === undefined || value.trim() === "") throw missing(reference);
    return value;
  };
}

function missing({ from, name }: SecretReference): BridgeError {
  const where =
    from === "environment"
      ? `The setting ${name} is not set, or is empty`
      : `The secret store has no secret called ${name}, or it is empty`;
  return new BridgeError("SECRET_MISSING", where);
}
