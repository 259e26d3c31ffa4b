import { auditIdFor } from "../../audit/auditId.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { ErrorCode } from "../../failures/catalogue.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import { fixedConnection } from "./fixedConnection.ts";
import type { ManageParts } from "./manageParts.ts";
import { removeSecrets } from "./typedSecrets.ts";

export type RemovedConnection = {
  readonly connection: string;
  /** Routes that still lead to it: what they send there becomes dead letters with CONNECTION_MISSING. */
  readonly routes: readonly string[];
  readonly revokedTokens: number;
  /** Tokens that could not be revoked at the partner: they end by themselves. */
  readonly notRevoked: readonly { readonly code: ErrorCode; readonly detail: string }[];
};

/**
 * Removes a connection that was added by command, its tokens at the partner, its secrets and what was known of its state.
 * Repeated after it broke off, it goes on where it was. Tickets and their journals stay.
 *
 * Throws BridgeError CONNECTION_MISSING, CONNECTION_DESCRIBED_ELSEWHERE, SECRET_STORE_…, STORAGE_UNAVAILABLE.
 */
export async function removeConnection(
  parts: ManageParts,
  name: string,
  { who, reason }: { readonly who: string; readonly reason: string | null },
): Promise<RemovedConnection> {
  const { store, secrets, registry, states, routes, audit, clock, log } = parts;
  const stored = await store.read(name);
  if (stored?.connection.name !== name) {
    throw (
      fixedConnection(parts.fixed, name) ??
      new BridgeError("CONNECTION_MISSING", `No connection is called "${name}"`)
    );
  }
  // Two descriptions of one name: what is kept under it belongs to the one that stays.
  const isAlone = fixedConnection(parts.fixed, name) === undefined;
  const nowUtc = new Date(clock.nowMs()).toISOString();
  let tokens: Pick<RemovedConnection, "revokedTokens" | "notRevoked"> = { revokedTokens: 0, notRevoked: [] };
  if (isAlone) {
    // Nobody uses it any more while it is taken apart.
    await stopUse(store, name, nowUtc);
    registry.forget();
    const before = await forgetAll(parts, name);
    await removeSecrets(secrets, name);
    // Another instance may have asked for new ones until then; now nobody has anything to ask with.
    const since = await forgetAll(parts, name);
    tokens = {
      revokedTokens: before.revoked + since.revoked,
      // One that may not be opened says the same both times.
      notRevoked: [
        ...before.notRevoked,
        ...since.notRevoked.filter(
          ({ detail }) => !before.notRevoked.some((former) => former.detail === detail),
        ),
      ],
    };
  }
  await store.remove(name);
  if (isAlone) {
    await store.removeSetup(name);
    // Whoever is at work at this moment may write another one: looking after connections removes that.
    await states.remove(name);
  }
  registry.forget();

  const leadingHere = routes.filter((route) => route.connection === name).map((route) => route.name);
  await audit.add({
    id: auditIdFor(nowUtc, "remove", name),
    atUtc: nowUtc,
    who,
    action: "connection.removed",
    subject: name,
    reason,
    details: { instanceUrl: stored.connection.instanceUrl, revokedTokens: tokens.revokedTokens },
  });
  log("connection.removed", { connection: name });
  return {
    connection: name,
    routes: leadingHere,
    ...tokens,
  };
}

/** A partner that cannot be reached keeps nobody from removing what leads to it. */
async function forgetAll(
  { tokensOf }: ManageParts,
  name: string,
): Promise<{ revoked: number; notRevoked: RemovedConnection["notRevoked"] }> {
  try {
    const { revoked, notRevoked } = await (await tokensOf(name)).forget(() => undefined);
    return { revoked, notRevoked };
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code === "STORAGE_UNAVAILABLE") throw error;
    return { revoked: 0, notRevoked: [{ code: error.code, detail: error.detail }] };
  }
}

async function stopUse(
  store: Pick<ConnectionStore, "readSetup" | "writeSetup">,
  name: string,
  nowUtc: string,
): Promise<void> {
  const setup = await store.readSetup(name);
  if (setup === undefined || setup.setup.state === "unauthorised") return;
  // Whoever was faster has its own view of it; the rest of the removal does not depend on this.
  await store.writeSetup({ ...setup.setup, state: "unauthorised", changedAtUtc: nowUtc }, setup.version);
}
