import type { AuditTrail } from "../../audit/audit.ts";
import type { LogEvent } from "../../delivery/deliveryParts.ts";
import type { Clock } from "../../delivery/ports.ts";
import type { ConnectionTokens, TokenTimes } from "../../tokens/connectionTokens.ts";
import type { Connection } from "../connection.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { ConnectionGateway } from "../openConnections.ts";
import type { PendingAuthorisations } from "./pendingAuthorisation.ts";

/** What authorising needs of a connection. */
export type AuthorisableConnection = {
  readonly connection: Connection;
  readonly tokens: AuthorisableTokens;
  readonly gateway: Pick<ConnectionGateway, "whoAmI">;
};

export type AuthorisableTokens = {
  authorise: ConnectionTokens["authorise"];
  times(): Promise<TokenTimes>;
};

/** What the instance is asked for when a browser is sent there (RFC 6749, 4.1.1; RFC 7636, 4.3). */
export type SignInRequest = {
  readonly redirectUri: string;
  readonly state: string;
  readonly codeChallenge: string;
};

export type AuthorisationParts = {
  /** Also while it is incomplete. Throws BridgeError CONNECTION_MISSING. */
  readonly open: (name: string) => Promise<AuthorisableConnection>;
  /** The address at the instance that asks somebody to sign in and to allow the bridge in. */
  readonly signInUrl: (connection: Connection, request: SignInRequest) => string;
  /** Where somebody signs out there. */
  readonly signOutUrl: (connection: Connection) => string;
  readonly pending: PendingAuthorisations;
  /** Whether tokens outlive this process and are shared by all instances. */
  readonly keepsTokens: boolean;
  readonly setups: Pick<ConnectionStore, "readSetup" | "writeSetup">;
  /** Lets what waits go on: whatever the connection rested for may be over. */
  readonly resume: (connection: string, who: string) => Promise<void>;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
  /** 64 hex digits that nobody can guess. */
  readonly secret: () => string;
  /** Where browsers reach the bridge, if the settings say so: without a slash at the end. */
  readonly publicUrl: string | undefined;
  readonly log: LogEvent;
};
