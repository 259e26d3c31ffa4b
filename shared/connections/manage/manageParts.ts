import type { AuditTrail } from "../../audit/audit.ts";
import type { LogEvent } from "../../delivery/deliveryParts.ts";
import type { Clock, Schedule } from "../../delivery/ports.ts";
import type { Route } from "../../routing/route.ts";
import type { SecretStore } from "../../secrets/secretStore.ts";
import type { ConnectionTokens } from "../../tokens/connectionTokens.ts";
import type { TokenStore } from "../../tokens/tokenStore.ts";
import type { Connection } from "../connection.ts";
import type { ConnectionRegistry } from "../connectionRegistry.ts";
import type { ConnectionStates } from "../connectionState.ts";
import type { ConnectionStore } from "../connectionStore.ts";
import type { ResumeWish } from "../resumeConnection.ts";

/** What adding, changing and removing connections needs, handed in. */
export type ManageParts = {
  readonly registry: ConnectionRegistry;
  /** What the settings and `bridge.json` describe, which no command changes. */
  readonly fixed: readonly Connection[];
  readonly store: ConnectionStore;
  readonly secrets: SecretStore;
  /** The tokens of a connection as it is now, whether it may be used or not. Throws BridgeError. */
  readonly tokensOf: (name: string) => Promise<Pick<ConnectionTokens, "forget">>;
  readonly states: Pick<ConnectionStates, "read" | "remove">;
  /** Ends the rest of a connection, so that this instance notices at once. Throws BridgeError STORAGE_UNAVAILABLE. */
  readonly resume: (name: string, wish: ResumeWish) => Promise<unknown>;
  /** The right to change a connection, for one instance at a time (oneAtATime.ts). */
  readonly turns: Pick<TokenStore, "lease">;
  readonly schedule: Schedule;
  readonly routes: readonly Route[];
  readonly allowed: AllowedByOperator;
  readonly audit: Pick<AuditTrail, "add">;
  readonly clock: Clock;
  readonly log: LogEvent;
};

/** What only the settings of the app can allow: whoever may add a connection must not be able to. */
export type AllowedByOperator = {
  /** Hosts (`name` or `name:port`) beside ServiceNow's own domains. */
  readonly hosts: readonly string[];
  /** For which audiences the app's own identity may ask Entra for tokens, to show them to an instance. */
  readonly audiences: readonly string[];
};
