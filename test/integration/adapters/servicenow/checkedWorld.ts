import { setTimeout as later } from "node:timers";

import type { ServiceNowSandbox } from "../../../../local/servicenow/startServiceNowSandbox.ts";
import { refusedChecks } from "../../../../shared/adapters/servicenow/check/serviceNowChecks.ts";
import { serviceNowGateway } from "../../../../shared/adapters/servicenow/serviceNowGateway.ts";
import { memoryAuditTrail } from "../../../../shared/adapters/memory/memoryAuditTrail.ts";
import { refusedGateway } from "../../../../shared/compose/refusedGateway.ts";
import { defaultBridgeConfig } from "../../../../shared/config/bridgeConfig.ts";
import { checkConnection } from "../../../../shared/connections/checks/checkConnection.ts";
import type { CheckReport } from "../../../../shared/connections/checks/checkReport.ts";
import { type Connection, defaultRefreshTokenLifespanMs } from "../../../../shared/connections/connection.ts";
import type { Permit } from "../../../../shared/delivery/pacing.ts";
import { BridgeError } from "../../../../shared/failures/bridgeError.ts";
import type { Route } from "../../../../shared/routing/route.ts";
import { authorizedBy } from "../../../support/builders/authorizers.ts";

export const userName = "bridge.integration";
export const password = "Contoso-integration-1";
export const adminPassword = "Contoso-admin-1";
export const client = { id: "contoso-client", secret: "contoso-client-secret" };
export const stagingTable = "x_mioms_microsoft_oms_incident";
export const fullRoles = [
  ...["itil", "personalize_choices", "personalize_dictionary", "import_transformer", "template_editor"],
  ...["x_mioms_microsoft.user", "view_changer", "evt_mgmt_integration", "evt_mgmt_operator"],
] as const;

/** What a check is made of; a test breaks one of them. */
export type CheckedWorld = {
  connection: Connection;
  routes: readonly Route[];
  skewMs: number;
  write: boolean;
  refreshEndsUtc: string;
  missingSecret: string | null;
  parked: boolean;
  /** Signs in by Basic all the same, for what takes every token away. */
  signsInByBasic: boolean;
};

const reference = (name: string) => ({ from: "environment", name }) as const;

export function aWorld(sandbox: ServiceNowSandbox): CheckedWorld {
  const [route] = defaultBridgeConfig().routes;
  if (route === undefined) throw new Error("no route");
  return {
    connection: {
      name: "servicenow",
      partner: "servicenow",
      instanceUrl: sandbox.url,
      allowedHosts: [],
      grant: {
        kind: "password",
        clientId: client.id,
        clientSecret: reference("SERVICENOW_CLIENT_SECRET"),
        user: { userName, password: reference("SERVICENOW_PASSWORD") },
      },
      integrationUser: userName,
      synchronise: ["incident", "changeRequest"],
      daysBack: 30,
      createMissingCi: true,
      ticketStates: {},
      importSetTable: stagingTable,
      refreshTokenLifespanMs: defaultRefreshTokenLifespanMs,
      endsUtc: { clientSecret: "2027-03-01T12:00:00Z", certificate: null, password: null },
      source: "settings",
    },
    routes: [route],
    skewMs: 0,
    write: false,
    refreshEndsUtc: "2026-12-01T12:00:00Z",
    missingSecret: null,
    parked: false,
    signsInByBasic: false,
  };
}

/** A connection over real HTTP. `ready` lets it have its token; afterwards the instance can be changed behind its back. */
export function checkedConnection(sandbox: ServiceNowSandbox, world: CheckedWorld) {
  const clock = { nowMs: () => sandbox.clock.nowMs() + world.skewMs };
  let isAuthorised = false;
  const open = (connection: Connection) => {
    try {
      return serviceNowGateway({
        instanceUrl: connection.instanceUrl,
        allowedHosts: connection.allowedHosts,
        ...authorizedBy(
          connection.grant.kind === "basic" || world.signsInByBasic
            ? { kind: "basic", userName, password }
            : { kind: "password", clientId: client.id, clientSecret: client.secret, userName, password },
          { instanceUrl: sandbox.url, clock },
        ),
        importSetTable: connection.importSetTable ?? undefined,
        clock,
        requestTimeoutMs: 5_000,
      });
    } catch (error) {
      if (error instanceof BridgeError) return refusedGateway(error, refusedChecks(error, clock));
      throw error;
    }
  };
  let gateway = open(world.connection);
  const audit = memoryAuditTrail();

  async function header(): Promise<string> {
    if (isAuthorised) return "Bearer";
    const form = { grant_type: "password", client_id: client.id, client_secret: client.secret };
    const response = await fetch(`${sandbox.url}/oauth_token.do`, {
      method: "POST",
      body: new URLSearchParams({ ...form, username: userName, password }),
    });
    await response.body?.cancel();
    if (response.status !== 200) {
      throw new BridgeError("SERVICENOW_TOKEN_REFUSED", `${response.status} to the password grant`);
    }
    return "Bearer";
  }

  const permit: Permit = {
    kind: "permit",
    watch: (items) => items,
    run: async (observe, call) => call(observe),
    end: () => Promise.resolve(),
  };
  return {
    audit,
    /** Lets it have its token, which is then used whatever happens to the account. */
    async ready() {
      await gateway.probe(() => undefined);
      isAuthorised = true;
    },
    /** With credentials that have to be shown anew. */
    async reopened() {
      isAuthorised = false;
      await gateway.close();
      gateway = open(world.connection);
    },
    async check(): Promise<CheckReport> {
      return checkConnection(
        {
          pacing: {
            ask: () =>
              Promise.resolve(
                world.parked
                  ? {
                      kind: "notNow",
                      code: "SERVICENOW_CREDENTIALS_REJECTED",
                      because: `"servicenow" is parked until 2026-03-01T12:05:00.000Z: 401`,
                      fromMs: 0,
                      toMs: 0,
                    }
                  : permit,
              ),
          },
          audit,
          clock,
          schedule: (delayMs, run) => {
            const timer = later(run, delayMs);
            return () => clearTimeout(timer);
          },
          log: () => undefined,
          routes: world.routes,
          lookAtSecret: ({ name }) =>
            name === world.missingSecret
              ? Promise.reject(
                  new BridgeError("SECRET_MISSING", `The setting ${name} is not set, or is empty`),
                )
              : Promise.resolve(null),
          publicUrl: undefined,
          randomHex: () => "0123456789abcdef".repeat(3),
          timing: { oneMs: 10_000, allMs: 30_000 },
        },
        {
          connection: world.connection,
          gateway,
          tokens: {
            header,
            times: () =>
              Promise.resolve({
                needsNobody: false,
                accessEndsUtc: new Date(clock.nowMs() + 1_799_000).toISOString(),
                refreshSinceUtc: null,
                refreshEndsUtc: world.refreshEndsUtc,
                refreshLifespanFrom: "connection" as const,
              }),
          },
        },
        { write: world.write, who: "said: maria@contoso" },
      );
    },
    close: () => gateway.close(),
  };
}
