import type { QueueServiceClient } from "@azure/storage-queue";
import { HostError } from "./hostError.ts";
import { setting, type Settings } from "./settings.ts";

// The well-known account of the storage emulators, the same in every installation.
// https://learn.microsoft.com/azure/storage/common/storage-connect-azurite#well-known-storage-account-and-key
const emulatorAccount = "devstoreaccount1";
const emulatorKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

// The listener has its own way with outages; a client that retries by itself would only hide them.
const clientOptions = {
  retryOptions: { maxTries: 1, tryTimeoutInMs: 30_000 },
};

/**
 * The queue service behind the `connection` of a binding, found as the host finds it: setting `AzureWebJobs<name>` or
 * `<name>` as connection string, else `<name>__queueServiceUri` or `<name>__accountName` with an Entra identity.
 * No name means `AzureWebJobsStorage`. Throws HostError that names the settings looked for.
 */
export async function connectQueueService(
  connection: string | undefined,
  settings: Settings,
): Promise<QueueServiceClient> {
  const name = connection ?? "Storage";
  // An app without queues starts without the SDK.
  const { QueueServiceClient } = await import("@azure/storage-queue");
  const candidates = [`AzureWebJobs${name}`, name];
  for (const candidate of candidates) {
    const connectionString = setting(settings, candidate);
    if (connectionString === undefined) continue;
    try {
      return QueueServiceClient.fromConnectionString(expandEmulator(connectionString), clientOptions);
    } catch {
      // The SDK's message may quote the string, which holds a key.
      throw new HostError(`The setting ${candidate} is not a storage connection string.`);
    }
  }
  for (const candidate of candidates) {
    const accountName = setting(settings, `${candidate}__accountName`);
    const uri =
      setting(settings, `${candidate}__queueServiceUri`) ??
      (accountName === undefined ? undefined : `https://${accountName}.queue.core.windows.net`);
    if (uri === undefined) continue;
    // Heavy, and of no use to those who have a connection string.
    const { DefaultAzureCredential } = await import("@azure/identity");
    const clientId = setting(settings, `${candidate}__clientId`);
    const credential = new DefaultAzureCredential(
      clientId === undefined ? {} : { managedIdentityClientId: clientId },
    );
    return new QueueServiceClient(uri, credential, clientOptions);
  }
  throw new HostError(
    `The storage connection "${name}" needs one of the settings ${candidates.join(", ")}, ${name}__queueServiceUri, ${name}__accountName.`,
  );
}

/**
 * `UseDevelopmentStorage=true`, alone or with endpoints of its own (`;QueueEndpoint=http://127.0.0.1:11001/…`),
 * as a connection string that says everything; any other string unchanged.
 */
export function expandEmulator(connectionString: string): string {
  const parts = new Map(
    connectionString
      .split(";")
      .filter((part) => part.includes("="))
      .map((part) => [part.slice(0, part.indexOf("=")).trim(), part.slice(part.indexOf("=") + 1).trim()]),
  );
  if (parts.get("UseDevelopmentStorage")?.toLowerCase() !== "true") return connectionString;
  const proxy = (parts.get("DevelopmentStorageProxyUri") ?? "http://127.0.0.1").replace(/\/$/, "");
  const endpoint = parts.get("QueueEndpoint") ?? `${proxy}:10001/${emulatorAccount}`;
  return `DefaultEndpointsProtocol=http;AccountName=${emulatorAccount};AccountKey=${emulatorKey};QueueEndpoint=${endpoint};`;
}
