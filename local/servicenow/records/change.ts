import type { Actor } from "../access/actor.ts";
import type { Instance } from "../platform/instance.ts";
import type { Values } from "../platform/recordStore.ts";

/** A write on its way; rules look at it, alter `values`, or throw a Refusal. */
export type Change = {
  readonly instance: Instance;
  readonly actor: Actor;
  readonly table: string;
  readonly sysId: string;
  /** `undefined` for a new record. */
  readonly before: Readonly<Values> | undefined;
  /** The record as it will be. */
  readonly values: Values;
  /** What the caller has sent and the platform has taken. */
  readonly sent: Readonly<Values>;
  readonly journal: ReadonlyMap<string, string>;
  /** `yyyy-MM-dd HH:mm:ss`, UTC. */
  readonly now: string;
};

/** A business rule: runs before a record is stored. */
export type Rule = (change: Change) => void;

/** Whether this write changes the column. */
export function changes({ before, values }: Change, column: string): boolean {
  return (before?.[column] ?? "") !== (values[column] ?? "");
}
