import { auditIdFor } from "../../audit/auditId.ts";
import type { ErrorCode } from "../../failures/catalogue.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { accessIdentity, namedUser } from "../accessIdentity.ts";
import type { Connection } from "../connection.ts";
import type { ConnectionSetup } from "../connectionSetup.ts";
import { parseConnection } from "../definition/parseConnection.ts";
import { firstSetup, needsNobody } from "../firstSetup.ts";
import { ownSetup } from "../ownSetup.ts";
import { describeChanges } from "./describeChanges.ts";
import { type ConnectionRequest, refuseProblems } from "./connectionRequest.ts";
import { fixedConnection } from "./fixedConnection.ts";
import type { ManageParts } from "./manageParts.ts";
import { foreignSecretProblems } from "./ownSecretsOnly.ts";
import {
  keepSecrets,
  keptSecrets,
  ownSecretsOf,
  type TypedSecrets,
  typedSecretProblems,
} from "./typedSecrets.ts";

export type PutWish = {
  readonly who: string;
  /** It has to be a new one. */
  readonly isNew: boolean;
  /** New credentials: what was kept before is not good any more. */
  readonly isRenewal: boolean;
  /** Only look whether it could be done; secrets may still be missing. */
  readonly isDryRun?: boolean;
};

export type PutResult = {
  readonly connection: string;
  readonly outcome: "added" | "changed" | "unchanged";
  /** What is to be done before it can be used, in this order. */
  readonly next: readonly ("authorize" | "sync" | "check")[];
  /** Tokens of the former credentials that could not be revoked: they end by themselves. */
  readonly notRevoked: readonly { readonly code: ErrorCode; readonly detail: string }[];
};

const mostTries = 5;

/**
 * Adds a connection, or changes one that was added so. Its secrets go straight into the secret store. While it has not
 * been signed in to and read, it is incomplete: nothing is sent to it. Whatever leads elsewhere with the credentials (another
 * address, another client, user or named integration user) makes it so again, and what was kept for the former is not shown to the new.
 *
 * Throws BridgeError REQUEST_INVALID with every complaint, CONNECTION_NAME_TAKEN, CONNECTION_DESCRIBED_ELSEWHERE,
 * SECRET_STORE_…, STORAGE_UNAVAILABLE.
 */
export async function putConnection(
  parts: ManageParts,
  name: string,
  request: ConnectionRequest,
  wish: PutWish,
): Promise<PutResult> {
  const named = { name, ...request.description };
  if (named.name !== name) {
    throw new BridgeError(
      "REQUEST_INVALID",
      "name: is not the one in the address; a connection keeps its name",
    );
  }
  for (let tries = 0; tries < mostTries; tries += 1) {
    const result = await putOnce(parts, named, request, wish);
    if (result !== undefined) return result;
  }
  throw new BridgeError("STORAGE_UNAVAILABLE", `The connection "${name}" changes all the time`);
}

/** Undefined: somebody else has changed it meanwhile. */
async function putOnce(
  parts: ManageParts,
  description: { readonly name: string },
  { secrets: typed, secretProblems }: ConnectionRequest,
  wish: PutWish,
): Promise<PutResult | undefined> {
  const { store, secrets, registry, allowed } = parts;
  const parsed = parseConnection(description, { source: "stored", allowedHosts: allowed.hosts });
  if (parsed.kind === "invalid") {
    refuseProblems([...parsed.problems, ...secretProblems]);
    throw new Error("What is invalid has problems.");
  }
  const { connection } = parsed;
  const foreign = foreignSecretProblems(connection, allowed);
  const fixed = fixedConnection(parts.fixed, connection.name);
  if (fixed !== undefined) throw fixed;

  const before = await store.read(connection.name);
  if (before !== undefined && (wish.isNew || before.connection.name !== connection.name)) {
    throw new BridgeError("CONNECTION_NAME_TAKEN", `There is a connection "${before.connection.name}"`);
  }
  const isElsewhere = before !== undefined && leadsElsewhere(before.connection, connection);
  const isOtherAccess =
    before !== undefined && accessIdentity(before.connection) !== accessIdentity(connection);
  const isOtherUser = before !== undefined && namedUser(before.connection) !== namedUser(connection);
  // Another client may stand for somebody else: whoever names his user wants that to be asked first.
  const isUserUnsure = isOtherUser || (isOtherAccess && namedUser(connection) !== null);
  const isNewAccess = isOtherAccess || wish.isRenewal;
  const mayKeep = before !== undefined && !isElsewhere && !wish.isRenewal;
  // Also shows, before anything is changed, whether there is a store at all.
  const kept = await keptSecrets(secrets, connection);
  const secretsThere = () => {
    if (wish.isDryRun === true) return new Set(ownSecretsOf(connection));
    return mayKeep ? kept : new Set<never>();
  };
  refuseProblems([...foreign, ...secretProblems, ...typedSecretProblems(connection, typed, secretsThere())]);
  const outcome = before === undefined ? "added" : "changed";
  if (wish.isDryRun === true) return { connection: connection.name, outcome, next: [], notRevoked: [] };

  const hasSecrets = Object.keys(typed).length > 0;
  const changes = before === undefined ? [] : describeChanges(before.connection, connection);
  if (before !== undefined && changes.length === 0 && !hasSecrets && !wish.isRenewal) {
    return { connection: connection.name, outcome: "unchanged", next: [], notRevoked: [] };
  }
  // With the former credentials and at the former address, as long as they are there.
  const notRevoked = before !== undefined && isNewAccess ? await forgetTokens(parts, connection.name) : [];
  // Before the new address counts, so that no instance ever shows it a secret of the former.
  if (isElsewhere) await keepSecrets(secrets, connection, typed);
  const written = await store.write(connection, before?.version);
  if (written.kind === "conflict") return undefined;
  try {
    if (!isElsewhere) await keepSecrets(secrets, connection, typed);
  } catch (error) {
    if (before === undefined) await store.remove(connection.name).catch(() => undefined);
    throw error;
  }
  const setup = await begin(parts, connection, {
    before: before?.connection,
    isNewAccess: before === undefined || isNewAccess,
    isElsewhere,
    isUserUnsure,
    hasSecrets,
  });
  registry.forget();
  if (before === undefined || hasSecrets || isNewAccess) await endRest(parts, connection.name, wish.who);
  await tell(parts, connection, { outcome, changes, typed, wish });
  return { connection: connection.name, outcome, next: nextSteps(connection, setup), notRevoked };
}

/** Whether secrets would be shown to another instance than the one that they were typed in for. */
function leadsElsewhere(before: Connection, after: Connection): boolean {
  return before.instanceUrl !== after.instanceUrl || before.grant.kind !== after.grant.kind;
}

async function forgetTokens({ tokensOf, log }: ManageParts, name: string): Promise<PutResult["notRevoked"]> {
  try {
    return (await (await tokensOf(name)).forget(() => undefined)).notRevoked;
  } catch (error) {
    if (!(error instanceof BridgeError) || error.code === "STORAGE_UNAVAILABLE") throw error;
    log("connection.notRevoked", { connection: name, code: error.code });
    return [{ code: error.code, detail: error.detail }];
  }
}

/**
 * The setting up begins anew where the access does. One that needs nobody goes on with its new secret, and with its new client
 * where no integration user is named; else it is asked first whose access it is (syncConnection.ts).
 */
async function begin(
  { store, clock }: ManageParts,
  connection: Connection,
  how: {
    readonly before: Connection | undefined;
    readonly isNewAccess: boolean;
    readonly isElsewhere: boolean;
    readonly isUserUnsure: boolean;
    readonly hasSecrets: boolean;
  },
): Promise<ConnectionSetup> {
  const nowUtc = new Date(clock.nowMs()).toISOString();
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await store.readSetup(connection.name);
    const first = firstSetup(connection, nowUtc);
    // What is left of another one of that name, which was taken away or described elsewhere, says nothing of this one.
    const former = how.before === undefined ? undefined : ownSetup(how.before, stored?.setup);
    const goesOn =
      former !== undefined &&
      (!how.isNewAccess ||
        (former.state === "ready" && !how.isElsewhere && !how.isUserUnsure && needsNobody(connection.grant)));
    const setup: ConnectionSetup = {
      ...(goesOn ? former : first),
      accessIdentity: accessIdentity(connection),
      ...(how.hasSecrets || how.isNewAccess ? { credentialsAtUtc: nowUtc } : {}),
    };
    if ((await store.writeSetup(setup, stored?.version)).kind === "written") return setup;
  }
  throw new BridgeError("STORAGE_UNAVAILABLE", `The setup of "${connection.name}" changes all the time`);
}

/** It may rest because of the very credentials that are replaced now, or one of the same name did before. */
async function endRest({ states, resume }: ManageParts, name: string, who: string): Promise<void> {
  const pause = (await states.read(name))?.state.pause;
  if (pause?.isParked !== true) return;
  await resume(name, { who, reason: "new credentials" });
}

async function tell(
  { audit, clock, log }: ManageParts,
  { name, instanceUrl, grant }: Connection,
  {
    outcome,
    changes,
    typed,
    wish,
  }: {
    readonly outcome: "added" | "changed";
    readonly changes: readonly string[];
    readonly typed: TypedSecrets;
    readonly wish: PutWish;
  },
): Promise<void> {
  const atUtc = new Date(clock.nowMs()).toISOString();
  const action = wish.isRenewal
    ? ("connection.credentialsReplaced" as const)
    : (`connection.${outcome}` as const);
  const replaced = Object.keys(typed);
  await audit.add({
    id: auditIdFor(atUtc, outcome, name),
    atUtc,
    who: wish.who,
    action,
    subject: name,
    reason: null,
    details: {
      instanceUrl,
      grant: grant.kind,
      ...(changes.length === 0 ? {} : { changed: changes.join(", ") }),
      ...(replaced.length === 0 ? {} : { secrets: replaced.join(", ") }),
    },
  });
  log(action, { connection: name, grant: grant.kind });
}

function nextSteps({ grant }: Connection, { state }: ConnectionSetup): PutResult["next"] {
  if (state === "ready") return ["check"];
  return [...(needsNobody(grant) && state === "syncing" ? [] : (["authorize"] as const)), "check", "sync"];
}
