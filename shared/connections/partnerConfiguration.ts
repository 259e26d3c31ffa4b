import type { CallObserver } from "../delivery/ports.ts";
import type { SynchronisedKind } from "./connection.ts";

/** Names of the partner's own; `table`: for which of its tables the template is. */
export type PartnerTemplate = { readonly table: string; readonly name: string };

export type PartnerChoices = {
  /** How many values each field has: "incident.state" → 6. A field without any is not here. */
  readonly counts: Readonly<Record<string, number>>;
  /** Fields that tickets have and for which not one value is shown. */
  readonly missing: readonly string[];
  /** With which an incident may be resolved. */
  readonly closeCodes: readonly string[];
};

/**
 * What an instance is configured with, as far as work items need it. Every method throws BridgeError, and
 * CONNECTION_CONFIGURATION_UNREADABLE where rows are there and none of them is shown.
 */
export interface ConfigurationReader {
  /** How long the refresh tokens of the connection's client live. Undefined: it may not be read, or there are none. */
  refreshTokenLifespanMs(observe: CallObserver): Promise<number | undefined>;
  /** Of every kind of work item: what is synchronised one day has them then. */
  templates(observe: CallObserver): Promise<readonly PartnerTemplate[]>;
  choices(kinds: readonly SynchronisedKind[], observe: CallObserver): Promise<PartnerChoices>;
  /** How many active assignment groups there are. */
  groups(observe: CallObserver): Promise<number>;
}
