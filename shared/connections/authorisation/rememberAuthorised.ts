import { auditIdFor } from "../../audit/auditId.ts";
import { withTimes } from "../../connectionCare/setupTimes.ts";
import type { TokenTimes } from "../../tokens/tokenTimes.ts";
import { changeSetup } from "../changeSetup.ts";
import type { Connection } from "../connection.ts";
import type { ConnectionSetup } from "../connectionSetup.ts";
import type { Account } from "./account.ts";
import type { AuthorisationParts } from "./authorisationParts.ts";

type Authorised = {
  readonly connection: Connection;
  readonly account: Account | null;
  readonly by: "code" | "password" | "grant";
  readonly who: string;
  /** Of the tokens that there are now. */
  readonly times: TokenTimes;
};

/**
 * Writes down that a connection was authorised and as whom, and lets what waited for it go on. One that was not in use
 * before is read first (`syncing`). Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function rememberAuthorised(parts: AuthorisationParts, authorised: Authorised): Promise<void> {
  const { connection, account, by, who } = authorised;
  const atUtc = new Date(parts.clock.nowMs()).toISOString();
  await writeSetup(parts, authorised, atUtc);
  await parts.audit.add({
    id: auditIdFor(atUtc, "authorise", connection.name),
    atUtc,
    who,
    action: "connection.authorised",
    subject: connection.name,
    reason: null,
    details: { by, account: account?.userName ?? null },
  });
  parts.log("connection.authorised", { connection: connection.name, by, account: account?.userName ?? null });
  await parts.resume(connection.name, who);
}

async function writeSetup(
  { setups }: AuthorisationParts,
  { connection, account, times }: Authorised,
  atUtc: string,
): Promise<void> {
  await changeSetup(setups, connection, atUtc, (former) =>
    // Whoever looks next sees the new ends, and no warning of the former ones.
    withTimes(authorisedSetup(former, account, atUtc), connection, times, undefined, atUtc),
  );
}

function authorisedSetup(former: ConnectionSetup, account: Account | null, atUtc: string): ConnectionSetup {
  const { account: _account, connectedSinceUtc = atUtc, ...rest } = former;
  return {
    ...rest,
    state: former.state === "ready" ? "ready" : "syncing",
    changedAtUtc: atUtc,
    connectedSinceUtc: former.state === "unauthorised" ? atUtc : connectedSinceUtc,
    ...(account !== null && { account }),
  };
}
