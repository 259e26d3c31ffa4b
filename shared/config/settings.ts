import * as z from "zod";

import type { RetentionPolicy } from "../retention/retentionPolicy.ts";
import {
  connectionSettings,
  type ConnectionSettings,
  ServiceNow,
  toConnection,
} from "./connectionSettings.ts";
import { Retention, toRetention } from "./retentionSettings.ts";
import { Secrets, toSecrets, type SecretSettings } from "./secretSettings.ts";
import { Storage, type StorageSettings, toStorage } from "./storageSettings.ts";
import { Timing, type TimingSettings, toTiming } from "./timingSettings.ts";

const text = z.string().trim().min(1);
const Identity = z.object({ BRIDGE_STORAGE__clientId: text.exactOptional() });

const list = z
  .string()
  .default("")
  .transform((names) => names.split(",").flatMap((one) => one.trim() || []));

/** What only the deployment may allow. */
const Allowed = z.object({ BRIDGE_ALLOWED_HOSTS: list, BRIDGE_ENTRA_AUDIENCES: list });

/** Everything the bridge reads from its surroundings; durations in milliseconds. */
export type Settings = {
  readonly storage: StorageSettings;
  /** Undefined when nothing about ServiceNow is set: alerts are taken in, and become dead letters with CONNECTION_MISSING. */
  readonly serviceNow: ConnectionSettings | undefined;
  /** What connections may do that only the deployment can allow. */
  readonly allowed: {
    /** Hosts (`name` or `name:port`) beside ServiceNow's own domains, for every connection. */
    readonly hosts: readonly string[];
    /** For which audiences connections that were added by command may use the app's own identity. */
    readonly audiences: readonly string[];
  };
  readonly serviceNowConcurrency: number;
  readonly secrets: SecretSettings;
  /** How long something has to last before the bridge warns about itself. */
  readonly warnAfter: { readonly waitingMs: number; readonly pausedMs: number };
  readonly configFile: string | undefined;
  /** Where browsers reach the bridge; undefined: where the request that asks for a link has reached it. */
  readonly publicUrl: string | undefined;
  readonly retention: RetentionPolicy;
  readonly timing: TimingSettings;
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from an environment; every complaint at once, each naming its setting. Values are never repeated
 * in a complaint: some of them are secret.
 */
export function parseSettings(
  environment: Environment,
):
  | { readonly kind: "valid"; readonly settings: Settings }
  | { readonly kind: "invalid"; readonly problems: readonly string[] } {
  const filled = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ""));
  const problems: string[] = [];

  const storage = Storage.safeParse(filled);
  if (!storage.success) {
    problems.push(
      "BRIDGE_STORAGE: set a connection string, or BRIDGE_STORAGE__accountName to use an identity",
    );
  }
  const timing = Timing.safeParse(filled);
  if (!timing.success) problems.push(...describe(timing.error));

  const wantsConnection = Object.keys(filled).some((name) => connectionSettings.has(name));
  const connection = wantsConnection ? ServiceNow.safeParse(filled, { error: missing }) : undefined;
  if (connection?.success === false) problems.push(...describe(connection.error));

  const retention = Retention.safeParse(filled);
  if (!retention.success) problems.push(...describe(retention.error));

  const secrets = Secrets.safeParse(filled);
  if (!secrets.success) problems.push(...describe(secrets.error));

  if (timing.success && timing.data.BRIDGE_CLAIM_SECONDS < 2 * timing.data.SERVICENOW_TIMEOUT_SECONDS) {
    problems.push("BRIDGE_CLAIM_SECONDS: must be at least twice SERVICENOW_TIMEOUT_SECONDS");
  }
  if (
    !storage.success ||
    !timing.success ||
    !retention.success ||
    !secrets.success ||
    connection?.success === false ||
    problems.length > 0
  ) {
    return { kind: "invalid", problems };
  }
  const storageClientId = Identity.safeParse(filled).data?.BRIDGE_STORAGE__clientId;
  return {
    kind: "valid",
    settings: {
      storage: toStorage(storage.data, storageClientId),
      secrets: toSecrets(secrets.data, storageClientId),
      serviceNow: connection === undefined ? undefined : toConnection(connection.data),
      allowed: toAllowed(filled),
      serviceNowConcurrency: timing.data.SERVICENOW_CONCURRENCY,
      warnAfter: {
        waitingMs: timing.data.BRIDGE_WARN_WAITING_MINUTES * 60_000,
        pausedMs: timing.data.BRIDGE_WARN_PAUSED_MINUTES * 60_000,
      },
      configFile: filled["BRIDGE_CONFIG"],
      publicUrl: filled["BRIDGE_PUBLIC_URL"]?.trim(),
      retention: toRetention(retention.data),
      timing: toTiming(timing.data),
    },
  };
}

function toAllowed(filled: Environment): Settings["allowed"] {
  const { BRIDGE_ALLOWED_HOSTS: hosts, BRIDGE_ENTRA_AUDIENCES: audiences } = Allowed.parse(filled);
  const ofServiceNow = list.parse(filled["SERVICENOW_ALLOWED_HOSTS"]);
  return { hosts: [...new Set([...hosts, ...ofServiceNow])], audiences };
}

/** Undefined: zod's own words. */
function missing({ code, input }: { readonly code: string; readonly input?: unknown }): string | undefined {
  return code === "invalid_type" && input === undefined ? "is missing; this grant needs it" : undefined;
}

function describe(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}
