import * as z from "zod";

const text = z.string().trim().min(1);

/** The settings as they stand in the environment. */
export const Storage = z.union([
  z.object({ BRIDGE_STORAGE: text }),
  z.object({
    BRIDGE_STORAGE__queueServiceUri: z.url(),
    BRIDGE_STORAGE__tableServiceUri: z.url(),
    BRIDGE_STORAGE__blobServiceUri: z.url(),
  }),
  z.object({ BRIDGE_STORAGE__accountName: text }),
]);

export type StorageSettings =
  | { readonly kind: "connectionString"; readonly connectionString: string }
  | {
      readonly kind: "identity";
      readonly queueServiceUri: string;
      readonly tableServiceUri: string;
      readonly blobServiceUri: string;
      /** Of a user-assigned managed identity. */
      readonly clientId: string | undefined;
    };

/** `clientId`: of a user-assigned managed identity. */
export function toStorage(parsed: z.infer<typeof Storage>, clientId: string | undefined): StorageSettings {
  if ("BRIDGE_STORAGE" in parsed)
    return { kind: "connectionString", connectionString: parsed.BRIDGE_STORAGE };
  if ("BRIDGE_STORAGE__accountName" in parsed) {
    const uri = (service: string) =>
      `https://${parsed.BRIDGE_STORAGE__accountName}.${service}.core.windows.net`;
    return {
      kind: "identity",
      queueServiceUri: uri("queue"),
      tableServiceUri: uri("table"),
      blobServiceUri: uri("blob"),
      clientId,
    };
  }
  return {
    kind: "identity",
    queueServiceUri: parsed.BRIDGE_STORAGE__queueServiceUri,
    tableServiceUri: parsed.BRIDGE_STORAGE__tableServiceUri,
    blobServiceUri: parsed.BRIDGE_STORAGE__blobServiceUri,
    clientId,
  };
}
