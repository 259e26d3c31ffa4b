import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import type { Stats } from "./admin/stats.ts";
import { makeOAuthAdmin, type OAuthAdmin } from "./admin/oauthAdmin.ts";
import { changeUser } from "./admin/adminApi.ts";
import type { FaultRules } from "./faults/faultRules.ts";
import type { SandboxClock } from "./platform/clock.ts";
import type { Values } from "./platform/recordStore.ts";
import { openSqliteFile } from "./platform/sqliteFile.ts";
import { makeSandbox, type SandboxOptions } from "./sandbox.ts";
import { sandboxApp, type SandboxFetch } from "./sandboxApp.ts";
import { setProperty } from "./seed/properties.ts";

export type ServiceNowSandboxOptions = SandboxOptions & {
  /** 0, the default: any free port. */
  readonly port?: number | undefined;
  readonly host?: "127.0.0.1" | undefined;
  /** SQLite file that keeps the records; without one, they end with the sandbox. */
  readonly dataFile?: string | undefined;
  /** As links in answers name the instance; the address it listens on if not given. */
  readonly instanceUrl?: string | undefined;
  /** Time the instance takes for every call. */
  readonly processingDelayMs?: number | undefined;
  /** `false` removes `/sandbox/api` and the page of faults. */
  readonly adminApi?: boolean | undefined;
  readonly log?: ((line: string) => void) | undefined;
};

export type ServiceNowSandbox = {
  readonly url: string;
  readonly port: number;
  readonly faults: FaultRules;
  readonly clock: SandboxClock;
  /** Clients, their secrets, whose tokens are trusted, and what has been issued. */
  readonly oauth: OAuthAdmin;
  stats(): Stats;
  /** Raw values of all records of a table, also of those that extend it; empty columns are left out. */
  records(table: string): Readonly<Values>[];
  setProperty(name: string, value: string): void;
  /** Password, roles, lock of an account. Throws if there is no such user. */
  changeUser(userName: string, change: Parameters<typeof changeUser>[2]): void;
  reset(): void;
  /** Breaks what is still open and writes the last of the data file. */
  close(): Promise<void>;
};

/** Throws if the port is taken or the data file cannot be used. */
export async function startServiceNowSandbox(options: ServiceNowSandboxOptions): Promise<ServiceNowSandbox> {
  const file = options.dataFile === undefined ? undefined : await openSqliteFile(options.dataFile);
  let url = "";
  const closing = new AbortController();
  const sandbox = makeSandbox(options, () => options.instanceUrl?.replace(/\/+$/, "") ?? url, file);
  const fetch = sandboxApp({
    sandbox,
    processingDelayMs: options.processingDelayMs ?? 0,
    hasAdminApi: options.adminApi ?? true,
    log: options.log ?? (() => undefined),
    closing: closing.signal,
  });

  let listening: { server: Server; port: number };
  try {
    listening = await listen(fetch, options);
  } catch (error) {
    file?.close();
    throw error;
  }
  const { server, port } = listening;
  url = `http://127.0.0.1:${port}`;

  return {
    url,
    port,
    faults: sandbox.faults,
    clock: sandbox.clock,
    oauth: makeOAuthAdmin(sandbox),
    stats: () => sandbox.stats.read(),
    records: (table) => sandbox.instance.store.all(table).map(({ values }) => values),
    setProperty: (name, value) => setProperty(sandbox.instance, name, value),
    changeUser(userName, change) {
      if (!changeUser(sandbox, userName, change)) throw new Error(`There is no user ${userName}`);
    },
    reset: () => sandbox.reset(),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      file?.close();
    },
  };
}

function listen(
  fetch: SandboxFetch,
  { port = 0, host = "127.0.0.1" }: ServiceNowSandboxOptions,
): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: fetch as Parameters<typeof serve>[0]["fetch"], port, hostname: host },
      (address) => {
        server.off("error", reject);
        resolve({ server, port: address.port });
      },
    ) as Server;
    // The platform announces it as `Keep-Alive: timeout=20`.
    server.keepAliveTimeout = 20_000;
    server.once("error", reject);
  });
}
