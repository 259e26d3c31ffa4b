import { accessIdentity } from "./accessIdentity.ts";
import type { Connection } from "./connection.ts";
import type { ConnectionSetup } from "./connectionSetup.ts";

/**
 * What is stored of the setup of this very connection. That of another access or user under the same name is as if it were
 * not there: that the former one was ready says nothing of this one. One that does not say whose it is counts as this one's.
 */
export function ownSetup(
  connection: Connection,
  stored: ConnectionSetup | undefined,
): ConnectionSetup | undefined {
  const of = stored?.accessIdentity;
  return of === undefined || of === accessIdentity(connection) ? stored : undefined;
}
