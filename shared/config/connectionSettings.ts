import * as z from "zod";

const text = z.string().trim().min(1);

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

/**
 * The settings as they stand in the environment. Which are needed depends on the grant; the union makes "half of each"
 * impossible to deploy.
 */
export const ServiceNow = z.discriminatedUnion(
  "SERVICENOW_GRANT",
  [
    z.object({ ...common, ...user, SERVICENOW_GRANT: z.literal("basic") }),
    z.object({
      ...common,
      ...user,
      SERVICENOW_GRANT: z.literal("password"),
      SERVICENOW_CLIENT_ID: text,
      SERVICENOW_CLIENT_SECRET: text,
    }),
  ],
  {
    error:
      "must be password or basic. A connection with another grant (authorizationCode, clientCredentials, jwtBearer, entra) is " +
      "described in bridge.json (connections), or added with `bridge connections add`, and needs no SERVICENOW_… setting",
  },
);

/** Any of them means that a connection is wanted, and all that its grant needs. */
export const connectionSettings = new Set([
  "SERVICENOW_INSTANCE_URL",
  "SERVICENOW_GRANT",
  "SERVICENOW_USERNAME",
  "SERVICENOW_PASSWORD",
  "SERVICENOW_CLIENT_ID",
  "SERVICENOW_CLIENT_SECRET",
]);

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

export function toConnection(parsed: z.infer<typeof ServiceNow>): ConnectionSettings {
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
