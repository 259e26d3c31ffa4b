import * as z from "zod";

import type { RetentionPolicy } from "../retention/retentionPolicy.ts";
import { Secrets, toSecrets, type SecretSettings } from "./secretSettings.ts";

const text = z.string().trim().min(1);
const seconds = (fallback: number, least = 1, most = 3_600) =>
  z.coerce.number().min(least).max(most).default(fallback);

const Storage = z.union([
  z.object({ BRIDGE_STORAGE: text }),
  z.object({
    BRIDGE_STORAGE__queueServiceUri: z.url(),
    BRIDGE_STORAGE__tableServiceUri: z.url(),
    BRIDGE_STORAGE__blobServiceUri: z.url(),
  }),
  z.object({ BRIDGE_STORAGE__accountName: text }),
]);

const list = z
  .string()
  .default("")
  .transform((names) => names.split(",").flatMap((one) => one.trim() || []));

/** What only the deployment may allow. */
const Allowed = z.object({ BRIDGE_ALLOWED_HOSTS: list, BRIDGE_ENTRA_AUDIENCES: list });

const Identity = z.object({ BRIDGE_STORAGE__clientId: text.exactOptional() });

const days = (fallback: number, least: number) => z.coerce.number().min(least).max(36_500).default(fallback);

const Retention = z.object({
  BRIDGE_KEEP_JOURNAL_DAYS: days(90, 1),
  // A message may be delayed for seven days, and points to its body.
  BRIDGE_KEEP_BODIES_DAYS: days(30, 14),
  BRIDGE_KEEP_DEAD_LETTERS_DAYS: days(180, 1),
  BRIDGE_KEEP_WAITING_DEAD_LETTERS_DAYS: days(400, 1),
  BRIDGE_KEEP_CLOSED_TICKETS_DAYS: days(400, 1),
});

const secondsList = z.string().regex(/^\s*\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*\s*$/, {
  error: "must be seconds separated by commas, such as 5,15,30",
});

const Timing = z.object({
  SERVICENOW_TIMEOUT_SECONDS: seconds(30, 0.1, 60),
  SERVICENOW_CONCURRENCY: z.coerce.number().int().min(1).max(32).default(4),
  BRIDGE_CLAIM_SECONDS: seconds(75, 0.2),
  BRIDGE_PARTNER_WORKING_SECONDS: seconds(90, 0),
  BRIDGE_PUT_BACK_SECONDS: seconds(2, 1),
  BRIDGE_DEAD_AFTER_SECONDS: seconds(30),
  BRIDGE_WARN_WAITING_MINUTES: z.coerce.number().min(0).max(10_080).default(15),
  BRIDGE_WARN_PAUSED_MINUTES: z.coerce.number().min(0).max(10_080).default(15),
  BRIDGE_TRIAL_SECONDS: seconds(120, 1, 240),
  BRIDGE_RETRY_SECONDS: secondsList.exactOptional(),
  BRIDGE_PAUSE_SECONDS: secondsList.exactOptional(),
  BRIDGE_GIVE_UP_HOURS: z.coerce
    .number()
    .min(0.001)
    .max(24 * 365)
    .default(72),
});

const common = {
  SERVICENOW_INSTANCE_URL: z.url(),
  SERVICENOW_ALLOWED_HOSTS: z.string().default(""),
  SERVICENOW_IMPORT_SET_TABLE: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9_]{0,79}$/, {
      error: "must be a table's name, such as x_mioms_microsoft_oms_incident",
    })
    .exactOptional(),
};
const user = { SERVICENOW_USERNAME: text, SERVICENOW_PASSWORD: text };
// Which settings are needed depends on the grant; the union makes "half of each" impossible to deploy.
const Connection = z.discriminatedUnion("SERVICENOW_GRANT", [
  z.object({ ...common, ...user, SERVICENOW_GRANT: z.literal("basic") }),
  z.object({
    ...common,
    ...user,
    SERVICENOW_GRANT: z.literal("password"),
    SERVICENOW_CLIENT_ID: text,
    SERVICENOW_CLIENT_SECRET: text,
  }),
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

export type ServiceNowAuthentication =
  | { readonly kind: "basic"; readonly userName: string; readonly password: string }
  | {
      readonly kind: "password";
      readonly clientId: string;
      readonly clientSecret: string;
      readonly userName: string;
      readonly password: string;
    };

export type ConnectionSettings = {
  readonly instanceUrl: string;
  readonly allowedHosts: readonly string[];
  readonly authentication: ServiceNowAuthentication;
  /** Staging table through which incidents are written; undefined: the Table API. */
  readonly importSetTable: string | undefined;
};

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
  readonly timing: {
    readonly requestTimeoutMs: number;
    readonly claimMs: number;
    readonly partnerWorkingMs: number;
    readonly putBackMs: number;
    readonly deadAfterMs: number;
    /** How long a message that is tried alone may take. */
    readonly trialMs: number;
    readonly retryDelaysMs: readonly number[] | undefined;
    readonly pauseWaitsMs: readonly number[] | undefined;
    readonly giveUpMs: number;
  };
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
  const connection = wantsConnection ? Connection.safeParse(filled) : undefined;
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

const connectionSettings = new Set([
  "SERVICENOW_INSTANCE_URL",
  "SERVICENOW_GRANT",
  "SERVICENOW_USERNAME",
  "SERVICENOW_PASSWORD",
  "SERVICENOW_CLIENT_ID",
  "SERVICENOW_CLIENT_SECRET",
]);

function describe(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

function toStorage(parsed: z.infer<typeof Storage>, clientId: string | undefined): StorageSettings {
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

function toConnection(parsed: z.infer<typeof Connection>): ConnectionSettings {
  const user = { userName: parsed.SERVICENOW_USERNAME, password: parsed.SERVICENOW_PASSWORD };
  return {
    instanceUrl: parsed.SERVICENOW_INSTANCE_URL,
    allowedHosts: parsed.SERVICENOW_ALLOWED_HOSTS.split(",").flatMap((host) => host.trim() || []),
    importSetTable: parsed.SERVICENOW_IMPORT_SET_TABLE,
    authentication:
      parsed.SERVICENOW_GRANT === "basic"
        ? { kind: "basic", ...user }
        : {
            kind: "password",
            ...user,
            clientId: parsed.SERVICENOW_CLIENT_ID,
            clientSecret: parsed.SERVICENOW_CLIENT_SECRET,
          },
  };
}

const dayMs = 24 * 60 * 60 * 1000;
/** Longer than a message is on its way; nobody can look at any of it, so it has no setting. */
const leftoversMs = 30 * dayMs;

function toRetention(parsed: z.infer<typeof Retention>): RetentionPolicy {
  return {
    journalMs: parsed.BRIDGE_KEEP_JOURNAL_DAYS * dayMs,
    bodiesMs: parsed.BRIDGE_KEEP_BODIES_DAYS * dayMs,
    deadLettersMs: parsed.BRIDGE_KEEP_DEAD_LETTERS_DAYS * dayMs,
    waitingDeadLettersMs: parsed.BRIDGE_KEEP_WAITING_DEAD_LETTERS_DAYS * dayMs,
    closedTicketsMs: parsed.BRIDGE_KEEP_CLOSED_TICKETS_DAYS * dayMs,
    leftoversMs,
  };
}

function toTiming(parsed: z.infer<typeof Timing>): Settings["timing"] {
  return {
    requestTimeoutMs: parsed.SERVICENOW_TIMEOUT_SECONDS * 1000,
    claimMs: parsed.BRIDGE_CLAIM_SECONDS * 1000,
    partnerWorkingMs: parsed.BRIDGE_PARTNER_WORKING_SECONDS * 1000,
    putBackMs: parsed.BRIDGE_PUT_BACK_SECONDS * 1000,
    deadAfterMs: parsed.BRIDGE_DEAD_AFTER_SECONDS * 1000,
    trialMs: parsed.BRIDGE_TRIAL_SECONDS * 1000,
    retryDelaysMs: listMs(parsed.BRIDGE_RETRY_SECONDS),
    pauseWaitsMs: listMs(parsed.BRIDGE_PAUSE_SECONDS),
    giveUpMs: parsed.BRIDGE_GIVE_UP_HOURS * 3_600_000,
  };
}

function listMs(seconds: string | undefined): readonly number[] | undefined {
  return seconds?.split(",").map((one) => Number(one) * 1000);
}
