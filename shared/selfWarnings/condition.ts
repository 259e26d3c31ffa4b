import type { ExpiringThing } from "../connections/connectionSetup.ts";
import type { ErrorCode } from "../failures/catalogue.ts";

/** Something about the bridge itself that somebody should know. At most one of each kind and connection at a time. */
export type Condition = {
  readonly kind: "deadLetters" | "oldestWaiting" | "connectionPaused" | "credentialsEnd";
  /** Null where it is about the whole bridge. */
  readonly connection: string | null;
  /** Of credentials that end: which of them. */
  readonly of?: ExpiringThing;
  /** As Azure Monitor counts: 1 error, 2 warning. */
  readonly severity: 1 | 2;
  readonly sinceUtc: string;
  /** One line that says what is wrong. */
  readonly title: string;
  /** What a person needs to know, and what to do. */
  readonly text: string;
  readonly codes: readonly ErrorCode[];
};

/**
 * The same text for the same condition, as long as it lasts. Credentials that end become more urgent in the end: then the
 * incident of a warning gives way to one of an error, because a ticket's severity does not grow by itself.
 */
export function conditionKey(condition: Pick<Condition, "kind" | "connection" | "of" | "severity">): string {
  const { kind, connection, of, severity } = condition;
  if (of !== undefined) return `${kind}/${connection ?? ""}/${of}/Sev${severity}`;
  return connection === null ? kind : `${kind}/${connection}`;
}

/** By this a body of ours is known, and by nothing that an alert's author could write into one. */
export const warningSchemaId = "azureTicketBridgeWarning";

/** Whether a body is a warning of the bridge about itself: what becomes of one must not lead to another. */
export function isSelfWarning(body: string): boolean {
  return body.startsWith(`{"schemaId":"${warningSchemaId}"`);
}
