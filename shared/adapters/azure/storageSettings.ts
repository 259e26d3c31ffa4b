/** How to reach the storage account: with a key, or as somebody (a managed identity, a signed-in developer). */
export type StorageSettings =
  | { readonly by: "connectionString"; readonly connectionString: string }
  | {
      readonly by: "identity";
      readonly endpoints: StorageEndpoints;
      /** Of a user-assigned managed identity. */
      readonly clientId?: string | undefined;
    };

/** As in the settings `__queueServiceUri`, `__tableServiceUri`, `__blobServiceUri` of a Functions connection. */
export type StorageEndpoints = { readonly queue: string; readonly table: string; readonly blob: string };

/** Public Azure's addresses for what Functions calls `__accountName`. */
export function endpointsOf(accountName: string): StorageEndpoints {
  const at = (service: string) => `https://${accountName}.${service}.core.windows.net`;
  return { queue: at("queue"), table: at("table"), blob: at("blob") };
}

export type StorageNames = {
  readonly workQueue: string;
  readonly criticalWorkQueue: string;
  readonly deadLetterQueue: string;
  /** Into which the host puts what it gives up of the work queue. */
  readonly trialQueue: string;
  readonly ticketTable: string;
  readonly indexTable: string;
  readonly deadLetterTable: string;
  readonly connectionTable: string;
  readonly auditTable: string;
  readonly bodyContainer: string;
  /** Sealed: secrets where there is no Key Vault, tokens, and who renews them. */
  readonly secretContainer: string;
};

export const storageNames: StorageNames = {
  workQueue: "bridge-work",
  criticalWorkQueue: "bridge-work-critical",
  deadLetterQueue: "bridge-dead-letters",
  trialQueue: "bridge-work-poison",
  ticketTable: "BridgeTickets",
  indexTable: "BridgeIndex",
  deadLetterTable: "BridgeDeadLetters",
  connectionTable: "BridgeConnections",
  auditTable: "BridgeAudit",
  bodyContainer: "bridge-bodies",
  secretContainer: "bridge-secrets",
};

/** Plain http is for an emulator on this machine only: a key signs requests, but it does not hide alerts. */
export function isLoopbackHttp(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
