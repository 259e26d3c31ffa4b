import type { FailureOwner } from "./failureEntry.ts";

type OwnerWords = {
  /** One word, as a column or a filter has it. */
  readonly name: string;
  /** Who has to act, in a sentence. */
  readonly whoseMove: string;
};

/** Owners as people understand them, in the order in which they are listed. */
export const failureOwners: Readonly<Record<FailureOwner, OwnerWords>> = {
  credentials: {
    name: "credentials",
    whoseMove: "Whoever keeps the integration user's credentials has to renew or correct them.",
  },
  configuration: {
    name: "configuration",
    whoseMove: "Whoever runs the bridge has to change its settings or bridge.json.",
  },
  partner: {
    name: "theirs",
    whoseMove: "The people who run ServiceNow have to change something there, or it passes by itself.",
  },
  sender: { name: "sender", whoseMove: "Whoever sent the request has to send it differently." },
  bridge: {
    name: "ours",
    whoseMove: "It is the bridge's own matter, or that of the Azure resources it stands on.",
  },
};

const byName = new Map<string, FailureOwner>(
  Object.entries(failureOwners).flatMap(([owner, { name }]) => [
    [owner, owner as FailureOwner],
    [name, owner as FailureOwner],
  ]),
);

/** The names by which people may ask for an owner's failures. */
export const ownerNames: readonly string[] = Object.values(failureOwners).map(({ name }) => name);

/** By the name that people read, or by the catalogue's own. Undefined for any other. */
export function ownerNamed(name: string): FailureOwner | undefined {
  return byName.get(name.trim().toLowerCase());
}
