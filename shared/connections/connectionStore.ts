import type { Connection } from "./connection.ts";
import type { ConnectionSetup } from "./connectionSetup.ts";

export type StoredConnection = { readonly connection: Connection; readonly version: string };
export type StoredSetup = { readonly setup: ConnectionSetup; readonly version: string };

type WriteResult = { readonly kind: "written"; readonly version: string } | { readonly kind: "conflict" };

/** Connections that were added by command, and how far each connection's setting up has got. Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface ConnectionStore {
  /** By name. */
  list(): Promise<readonly StoredConnection[]>;
  read(name: string): Promise<StoredConnection | undefined>;
  /** Only if the stored one still has the expected version (`undefined`: does not exist). */
  write(connection: Connection, expectedVersion: string | undefined): Promise<WriteResult>;
  /** What is not there is no fault. */
  remove(name: string): Promise<void>;
  /** By name, of whatever connections they are. */
  setups(): Promise<readonly StoredSetup[]>;
  readSetup(name: string): Promise<StoredSetup | undefined>;
  writeSetup(setup: ConnectionSetup, expectedVersion: string | undefined): Promise<WriteResult>;
  removeSetup(name: string): Promise<void>;
}
