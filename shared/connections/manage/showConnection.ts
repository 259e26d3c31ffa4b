import { BridgeError } from "../../failures/bridgeError.ts";
import type { Connection } from "../connection.ts";
import { secretsOf } from "../connectionSecrets.ts";
import type { ConnectionSetup } from "../connectionSetup.ts";
import type { ConnectionDefinition } from "../definition/connectionSchema.ts";
import { describeConnection } from "../definition/describeConnection.ts";
import { secretReferenceText } from "../definition/secretReferences.ts";
import { whyIncomplete } from "../whyIncomplete.ts";
import type { ManageParts } from "./manageParts.ts";
import { secretField } from "./typedSecrets.ts";

/** One connection, whole, without its secrets. */
export type ConnectionView = ConnectionDefinition & {
  readonly source: Connection["source"];
  readonly state: ConnectionSetup["state"];
  /** Why it cannot be used yet, and what helps; null: it can. */
  readonly incomplete: string | null;
  readonly account: string | null;
  readonly connectedSinceUtc: string | null;
  /** Where each secret is, under the name by which it is typed in. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Routes that lead to it. */
  readonly routes: readonly string[];
};

/** Throws BridgeError CONNECTION_MISSING, STORAGE_UNAVAILABLE. */
export async function showConnection(
  { registry, routes }: Pick<ManageParts, "registry" | "routes">,
  name: string,
): Promise<ConnectionView> {
  const registered = await registry.find(name);
  if (registered === undefined) {
    throw new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`);
  }
  const { connection, setup } = registered;
  return {
    ...describeConnection(connection),
    source: connection.source,
    state: setup.state,
    incomplete: whyIncomplete(registered) ?? null,
    account: setup.account?.userName ?? null,
    connectedSinceUtc: setup.connectedSinceUtc ?? null,
    secrets: Object.fromEntries(
      [...secretsOf(connection.grant)].map(([secret, at]) => [secretField(secret), secretReferenceText(at)]),
    ),
    routes: routes.filter((route) => route.connection === name).map((route) => route.name),
  };
}
