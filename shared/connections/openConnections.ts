import type { CallObserver, WorkItemGateway } from "../delivery/ports.ts";
import type { ConnectionTokens } from "../tokens/connectionTokens.ts";
import type { Account } from "./authorisation/account.ts";
import type { PartnerChecks } from "./checks/partnerChecks.ts";
import type { Connection } from "./connection.ts";
import type { ConfigurationReader } from "./partnerConfiguration.ts";

/** `buildName`: the release's, if this user may read it. */
export type ProbeResult = { readonly buildName?: string };

/** What the bridge can do with an instance. */
export type ConnectionGateway = WorkItemGateway & {
  /** Reads, but throws RehearsedWrite where it would write. */
  readonly rehearsing: WorkItemGateway;
  /** Reads what the instance is configured with. */
  readonly configuration: ConfigurationReader;
  /** Whether the instance answers and knows the credentials. One small call; throws BridgeError if not. */
  probe(observe: CallObserver): Promise<ProbeResult>;
  /**
   * Whom the instance takes the bearer of a token for; without one, whom it takes the connection for. Undefined if it does
   * not say. Throws BridgeError.
   */
  whoAmI(observe: CallObserver, accessToken?: string): Promise<Account | undefined>;
  /** What there is to look at, to know whether the connection is as the bridge needs it. */
  readonly checks: PartnerChecks;
  /** Waits for what is on its way, then closes what is open to the instance. */
  close(): Promise<void>;
};

/** A connection with everything that stands behind it, as it is at the moment: ask again each time, and keep none of it. */
export type OpenConnection = {
  readonly connection: Connection;
  readonly gateway: ConnectionGateway;
  /** Of one that may not be opened, they refuse everything with the reason. */
  readonly tokens: ConnectionTokens;
};

/** All connections of the bridge by name, whoever described them; each is opened when it is first used. */
export type OpenConnections = {
  /** By name. Throws BridgeError STORAGE_UNAVAILABLE. `mostAgeMs`: see ConnectionRegistry. */
  list(mostAgeMs?: number): Promise<readonly Connection[]>;
  /**
   * For using it. Throws BridgeError CONNECTION_MISSING, CONNECTION_INCOMPLETE while somebody still has to sign in or it is
   * being read for the first time, and STORAGE_UNAVAILABLE. One that may not be opened has a gateway that refuses every call with the reason.
   * `mostAgeMs`: see ConnectionRegistry.
   */
  get(name: string, mostAgeMs?: number): Promise<OpenConnection>;
  /**
   * The same while it is incomplete: for setting it up and for looking at it. It is read anew, as another instance may have
   * changed it a moment ago; `mostAgeMs`: for who does not follow a change.
   */
  peek(name: string, mostAgeMs?: number): Promise<OpenConnection>;
  /** Waits for what is on its way, then closes all. */
  close(): Promise<void>;
};
