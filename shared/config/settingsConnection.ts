import {
  type Connection,
  type ConnectionGrant,
  defaultRefreshTokenLifespanMs,
} from "../connections/connection.ts";
import type { ConnectionSettings } from "./connectionSettings.ts";

/** The name of the connection that the settings SERVICENOW_… describe. */
export const settingsConnectionName = "servicenow";

/** The connection that the settings describe; its secrets stay in the settings. */
export function settingsConnection(settings: ConnectionSettings): Connection {
  return {
    name: settingsConnectionName,
    partner: "servicenow",
    instanceUrl: settings.instanceUrl.replace(/\/+$/, ""),
    allowedHosts: settings.allowedHosts,
    grant: grantOf(settings.authentication),
    integrationUser: settings.authentication.userName,
    synchronise: ["incident"],
    daysBack: 30,
    createMissingCi: false,
    ticketStates: {},
    importSetTable: settings.importSetTable ?? null,
    refreshTokenLifespanMs: defaultRefreshTokenLifespanMs,
    endsUtc: { clientSecret: null, certificate: null, password: null },
    source: "settings",
  };
}

function grantOf(authentication: ConnectionSettings["authentication"]): ConnectionGrant {
  const password = setting("SERVICENOW_PASSWORD");
  const { userName } = authentication;
  return authentication.kind === "basic"
    ? { kind: "basic", userName, password }
    : {
        kind: "password",
        clientId: authentication.clientId,
        clientSecret: setting("SERVICENOW_CLIENT_SECRET"),
        user: { userName, password },
      };
}

function setting(name: string) {
  return { from: "environment", name } as const;
}
