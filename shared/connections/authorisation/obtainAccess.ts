import type { CallObserver } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import { failureLogFields } from "../../failures/failureView.ts";
import type { AcceptTokens, TokenRequest } from "../../tokens/tokenIssuer.ts";
import type { Connection } from "../connection.ts";
import type { Account } from "./account.ts";
import { checkAccount } from "./accountCheck.ts";
import type { AuthorisableConnection, AuthorisationParts } from "./authorisationParts.ts";
import type { AccessEnds } from "./pendingAuthorisation.ts";
import { rememberAuthorised } from "./rememberAuthorised.ts";

export type Access = { readonly account: Account | null; readonly ends: AccessEnds };

type Obtained = Access & {
  /** The refresh token ends soon, and another code brings a new one (see ConnectionTokens.authorise). */
  readonly isWantedAgain: boolean;
};

type Wish = {
  readonly who: string;
  /** The refresh token that is there is to be replaced, not given again. */
  readonly replaces?: boolean;
};

const observe: CallObserver = () => undefined;

/**
 * Gets access in one way, sees whose it is, and only then keeps it. What was there before stays until the new one is
 * known to be right. Throws BridgeError.
 */
export async function obtainAccess(
  parts: AuthorisationParts,
  open: AuthorisableConnection,
  request: Exclude<TokenRequest, { readonly by: "refreshToken" }>,
  { who, replaces = false }: Wish,
): Promise<Obtained> {
  const { connection, tokens } = open;
  try {
    let account: Account | null = null;
    let isWantedAgain = false;
    if (connection.grant.kind === "basic") {
      await tokens.authorise(request, observe);
      account = await checkAccount(open, { by: request.by }, observe);
    } else {
      const accept: AcceptTokens = async ({ accessToken }) => {
        account = await checkAccount(open, { by: request.by, accessToken }, observe);
      };
      ({ isWantedAgain } = await tokens.authorise(request, observe, accept, { replaces }));
    }
    const times = await tokens.times();
    await rememberAuthorised(parts, { connection, account, by: request.by, who, times });
    return { account, ends: endsOf(connection, times), isWantedAgain };
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

function endsOf({ grant }: Connection, { accessEndsUtc, refreshEndsUtc }: AccessEnds): AccessEnds {
  return grant.kind === "basic"
    ? { accessEndsUtc: null, refreshEndsUtc: null }
    : { accessEndsUtc, refreshEndsUtc };
}
