import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { TokenRequest } from "../../tokens/tokenIssuer.ts";
import { namedUser } from "../accessIdentity.ts";
import type { Connection } from "../connection.ts";
import type { Account } from "./account.ts";
import type { AuthorisableConnection } from "./authorisationParts.ts";

/**
 * Whose access it is: asks the instance, and refuses everybody but the connection's integration user, where it names one.
 * ServiceNow compares user names without case, and so does this.
 *
 * Throws BridgeError CONNECTION_WRONG_ACCOUNT where a person has signed in at a page, CREDENTIALS_OF_WRONG_ACCOUNT where
 * not, CONNECTION_ACCOUNT_UNKNOWN, and whatever asking brings.
 */
export async function checkAccount(
  { connection, gateway }: Pick<AuthorisableConnection, "connection" | "gateway">,
  { by, accessToken }: { readonly by: TokenRequest["by"]; readonly accessToken?: string },
  observe: CallObserver,
): Promise<Account | null> {
  const account = await gateway.whoAmI(observe, accessToken);
  refuseWrongAccount(connection, account, by);
  return account ?? null;
}

function refuseWrongAccount(
  connection: Connection,
  account: Account | undefined,
  by: TokenRequest["by"],
): void {
  const wanted = connection.integrationUser?.trim();
  if (wanted === undefined || wanted === "") return;
  if (account === undefined) {
    throw new BridgeError(
      "CONNECTION_ACCOUNT_UNKNOWN",
      `${connection.instanceUrl} does not say whose access it is; ${wanted} is expected`,
    );
  }
  if (account.userName.toLowerCase() === namedUser(connection)) return;
  throw new BridgeError(
    by === "code" ? "CONNECTION_WRONG_ACCOUNT" : "CREDENTIALS_OF_WRONG_ACCOUNT",
    `${connection.instanceUrl} says ${account.userName}; the integration user of "${connection.name}" is ${wanted}`,
  );
}
