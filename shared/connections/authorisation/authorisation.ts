import type { AuthorisationParts } from "./authorisationParts.ts";
import { type AuthorisationView, viewAuthorisation } from "./authorisationView.ts";
import { authoriseWithPassword, type PasswordWish } from "./authoriseWithPassword.ts";
import { beginAuthorisation, type BeginWish, type BegunAuthorisation } from "./beginAuthorisation.ts";
import { type BroughtBack, type FinishedSignIn, finishSignIn } from "./finishSignIn.ts";
import type { Access } from "./obtainAccess.ts";
import { type AskView, beginSignIn, type BegunSignIn, viewLink, type Visitor } from "./signIn.ts";

/** Everything about authorising a connection. Every method throws BridgeError. */
export type Authorisation = {
  readonly begin: (connection: string, wish: BeginWish) => Promise<BegunAuthorisation>;
  readonly withPassword: (
    connection: string,
    wish: PasswordWish,
  ) => Promise<{ readonly connection: string } & Access>;
  readonly view: (connection: string, id: string) => Promise<AuthorisationView>;
  /** What the person behind a browser sees and does. */
  readonly viewLink: (connection: string, visitor: Visitor) => Promise<AskView>;
  readonly beginSignIn: (connection: string, visitor: Visitor) => Promise<BegunSignIn>;
  readonly finishSignIn: (
    connection: string,
    brought: BroughtBack,
    visitor: Pick<Visitor, "cookie">,
  ) => Promise<FinishedSignIn>;
};

export function makeAuthorisation(parts: AuthorisationParts): Authorisation {
  return {
    begin: (connection, wish) => beginAuthorisation(parts, connection, wish),
    withPassword: (connection, wish) => authoriseWithPassword(parts, connection, wish),
    view: (connection, id) => viewAuthorisation(parts, connection, id),
    viewLink: (connection, visitor) => viewLink(parts, connection, visitor),
    beginSignIn: (connection, visitor) => beginSignIn(parts, connection, visitor),
    finishSignIn: (connection, brought, visitor) => finishSignIn(parts, connection, brought, visitor),
  };
}
