import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { failureLogFields } from "../../failures/failureView.ts";
import type { TokenRequest } from "../../tokens/tokenIssuer.ts";
import type { Account } from "./account.ts";
import { checkAccount } from "./accountCheck.ts";
import type { AuthorisableConnection, AuthorisationParts } from "./authorisationParts.ts";
import type { AccessEnds } from "./pendingAuthorisation.ts";
import { rememberAuthorised } from "./rememberAuthorised.ts";

export type Access = { readonly account: Account | null; readonly ends: AccessEnds };

const observe: CallObserver = () => undefined;

/**
 * Gets access in one way, sees whose it is, and only then keeps it. What was there before stays until the new one is
 * known to be right. Throws BridgeError.
 */
export async function obtainAccess(
  parts: AuthorisationParts,
  open: AuthorisableConnection,
  request: Exclude<TokenRequest, { readonly by: "refreshToken" }>,
  who: string,
): Promise<Access> {
  const { connection, tokens } = open;
  try {
    let account: Account | null = null;
    if (connection.grant.kind === "basic") {
      account = await checkAccount(open, observe);
    } else {
      await tokens.authorise(request, observe, async ({ accessToken }) => {
        account = await checkAccount(open, observe, accessToken);
      });
    }
    await rememberAuthorised(parts, { connection, account, by: request.by, who });
    return { account, ends: await endsOf(open) };
  } catch (error) {
    if (error instanceof BridgeError) {
      parts.log("connection.authorisationFailed", {
        connection: connection.name,
        by: request.by,
        code: error.code,
        detail: error.detail,
        ...failureLogFields(error.code),
      });
    }
    throw error;
  }
}

async function endsOf({ connection, tokens }: AuthorisableConnection): Promise<AccessEnds> {
  if (connection.grant.kind === "basic") return { accessEndsUtc: null, refreshEndsUtc: null };
  const { accessEndsUtc, refreshEndsUtc } = await tokens.times();
  return { accessEndsUtc, refreshEndsUtc };
}
