import { azureConnectionStore } from "../../../../shared/adapters/azure/azureConnectionStore.ts";
import { azureStorage } from "../../../../shared/adapters/azure/azureStorage.ts";
import { eventually } from "../../../support/world/eventually.ts";
import type { FailureCase, Problem } from "../failureCase.ts";
import { adminPassword } from "../stage.ts";
import { withTailwind } from "./tailwind.ts";

/** What keeps a connection alive. */
export const careCases: readonly FailureCase[] = [
  {
    code: "CONNECTION_SYNC_RUNNING",
    when: "another synchronisation has not ended",
    detail: /Another one of "servicenow".*templates/,
    shows: "answer",
    async provoke({ world, undo }) {
      const storage = await azureStorage({ by: "connectionString", connectionString: world.storage });
      const store = azureConnectionStore(storage);
      undo(() => store.removeSetup("servicenow"));
      await store.removeSetup("servicenow");
      const atUtc = new Date().toISOString();
      const untilUtc = new Date(Date.now() + 120_000).toISOString();
      await store.writeSetup(
        {
          ...({ v: 1, connection: "servicenow", state: "ready", changedAtUtc: atUtc, warned: [] } as const),
          syncing: { by: "another process", sinceUtc: atUtc, untilUtc, step: "templates" },
        },
        undefined,
      );
      return world.bridge.post<Problem>("/api/connections/servicenow/sync", {});
    },
  },
  {
    code: "CONNECTION_CONFIGURATION_UNREADABLE",
    when: "templates may not be read",
    detail: /templates: /,
    shows: "command",
    provoke({ world, terminal }) {
      world.sandbox.faults.set({ kind: "queryDenied", match: { pathContains: "/table/sys_template" } });
      return terminal("connections", "sync", "servicenow");
    },
  },
  {
    code: "CONNECTION_CHOICES_EMPTY",
    when: "an administrator has switched off every choice of the field urgency",
    detail: /No values found for: .*urgency/,
    shows: "command",
    async provoke({ world: { sandbox }, undo, terminal }) {
      const switched = async (inactive: boolean) => {
        for (const row of sandbox.records("sys_choice")) {
          if (row["element"] !== "urgency") continue;
          const response = await fetch(`${sandbox.url}/api/now/table/sys_choice/${row["sys_id"] ?? ""}`, {
            method: "PATCH",
            headers: {
              authorization: `Basic ${Buffer.from(`admin:${adminPassword}`).toString("base64")}`,
              "content-type": "application/json",
            },
            body: JSON.stringify({ inactive: String(inactive) }),
          });
          if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
        }
      };
      undo(() => switched(false));
      await switched(true);
      return terminal("connections", "sync", "servicenow");
    },
  },
  {
    code: "CONNECTION_CREDENTIALS_END",
    when: "a client's secret ends in five days",
    detail: /client secret of the connection tailwind ends in [45] days/,
    settings: {},
    shows: "log",
    async provoke(stage) {
      const { world } = stage;
      await withTailwind(stage, {
        grant: { kind: "clientCredentials", clientId: "tailwind", clientSecret: "env:TAILWIND_SECRET" },
        more: { endsUtc: { clientSecret: new Date(Date.now() + 5 * 86_400_000).toISOString() } },
      });
      await world.bridge.post("/admin/functions/refreshTokens", {});
      return eventually(() => {
        const line = world.log.find((one) => one.includes("credentials.endWarned"));
        if (line === undefined) throw new Error("Nothing of it is in the log");
        return line;
      });
    },
  },
];
