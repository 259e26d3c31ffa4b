import type { SettingValues } from "./localSettings.ts";

/** Which parts of the local world the settings ask for. The others belong to the user, and are not started. */
export type WorldPlan = {
  /** False where BRIDGE_STORAGE or AzureWebJobsStorage name a real storage account. */
  readonly needsAzurite: boolean;
  /** False where SERVICENOW_INSTANCE_URL names another instance. */
  readonly needsSandbox: boolean;
  readonly instanceUrl: string;
  readonly userName: string;
  readonly password: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/** The sandbox's address in the sample: as long as it stands in the settings, the sandbox is meant, on whatever port. */
export const sandboxUrlInSettings = "http://127.0.0.1:8089";

const developmentStorage = "UseDevelopmentStorage=true";

/** What is to be started for these settings; a variable of the environment wins over the file, as in the host. */
export function planWorld(file: SettingValues, environment: NodeJS.ProcessEnv): WorldPlan {
  const setting = (name: string, otherwise = ""): string => environment[name] ?? file[name] ?? otherwise;
  const instanceUrl = setting("SERVICENOW_INSTANCE_URL", sandboxUrlInSettings);
  return {
    needsAzurite: storageNames.some((name) => isDevelopmentStorage(setting(name, developmentStorage))),
    needsSandbox: instanceUrl.replace(/\/$/, "") === sandboxUrlInSettings,
    instanceUrl,
    userName: setting("SERVICENOW_USERNAME", "bridge.integration"),
    password: setting("SERVICENOW_PASSWORD"),
    clientId: setting("SERVICENOW_CLIENT_ID"),
    clientSecret: setting("SERVICENOW_CLIENT_SECRET"),
  };
}

/** What has to stand in the host's environment, because only the running world knows it. */
export function environmentForHost(
  file: SettingValues,
  environment: NodeJS.ProcessEnv,
  running: { readonly storageConnection: string | undefined; readonly sandboxUrl: string | undefined },
): Record<string, string> {
  const result: Record<string, string> = {};
  if (running.storageConnection !== undefined) {
    for (const name of storageNames) {
      const value = environment[name] ?? file[name] ?? developmentStorage;
      if (isDevelopmentStorage(value)) result[name] = running.storageConnection;
    }
  }
  if (running.sandboxUrl !== undefined) result["SERVICENOW_INSTANCE_URL"] = running.sandboxUrl;
  return result;
}

const storageNames = ["AzureWebJobsStorage", "BRIDGE_STORAGE"] as const;

function isDevelopmentStorage(value: string): boolean {
  return value.trim().replace(/;$/, "").toLowerCase() === developmentStorage.toLowerCase();
}
