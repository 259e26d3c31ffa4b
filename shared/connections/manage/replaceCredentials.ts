import { BridgeError } from "../../failures/bridgeError.ts";
import type { ConnectionDefinition } from "../definition/connectionSchema.ts";
import { describeConnection } from "../definition/describeConnection.ts";
import { type ConnectionRequest, refuseProblems } from "./connectionRequest.ts";
import { fixedConnection } from "./fixedConnection.ts";
import type { ManageParts } from "./manageParts.ts";
import { putConnection, type PutResult } from "./putConnection.ts";
import { formerEnds, type TypedSecrets } from "./typedSecrets.ts";

/** What new credentials may change; everything else has to do with the tickets. */
const fields = ["grant", "integrationUser", "endsUtc"];

/**
 * Gives a connection a new client, new secrets or another user. Its name stays, and with it every ticket: what was sent
 * before is found again.
 *
 * Throws BridgeError CONNECTION_MISSING and what `putConnection` throws.
 */
export async function replaceCredentials(
  parts: ManageParts,
  name: string,
  { description, secrets, secretProblems }: ConnectionRequest,
  who: string,
): Promise<PutResult> {
  const stored = await parts.store.read(name);
  if (stored?.connection.name !== name) {
    throw (
      fixedConnection(parts.fixed, name) ??
      new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`)
    );
  }
  refuseProblems(
    Object.keys(description).flatMap((field) =>
      fields.includes(field)
        ? []
        : [`${field}: is no credential; bridge connections change ${name} changes it`],
    ),
  );
  const before = describeConnection(stored.connection);
  const request = {
    description: {
      ...before,
      ...description,
      endsUtc: endsNow(before.endsUtc, description["endsUtc"], secrets),
    },
    secrets,
    secretProblems,
  };
  return putConnection(parts, name, request, { who, isNew: false, isRenewal: true });
}

/** Those that are said now, and those of secrets that stay. What is said is checked with all the rest. */
function endsNow(before: ConnectionDefinition["endsUtc"], said: unknown, typed: TypedSecrets): unknown {
  if (said !== undefined && (typeof said !== "object" || said === null || Array.isArray(said))) return said;
  const former: readonly string[] = formerEnds(typed);
  const kept = Object.entries(before ?? {}).filter(([thing]) => !former.includes(thing));
  return { ...Object.fromEntries(kept), ...said };
}
