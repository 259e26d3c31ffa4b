import { describe, expect, it } from "vitest";

import type { ConnectionSetup } from "../../../shared/connections/connectionSetup.ts";
import type { ConnectionStore } from "../../../shared/connections/connectionStore.ts";
import { aConnection } from "../builders/connections.ts";
import { hostileText } from "./storageBuilders.ts";

const contoso = aConnection({ ticketStates: { new: "Neu — 新規" }, integrationUser: "bridge.integration" });
const fabrikam = aConnection({ name: "fabrikam", instanceUrl: "https://fabrikam.service-now.com" });
const setup: ConnectionSetup = {
  v: 1,
  connection: "contoso",
  state: "syncing",
  changedAtUtc: "2026-03-01T12:00:00.000Z",
  lastSyncProblem: {
    code: "SERVICENOW_ACL_DENIED",
    detail: hostileText,
    atUtc: "2026-03-01T12:00:00.000Z",
  },
  warned: [],
};

/** What every ConnectionStore promises. All instances of a world see the same storage. */
export function connectionStoreContract(name: string, makeWorld: () => Promise<() => ConnectionStore>): void {
  describe(`ConnectionStore contract: ${name}`, () => {
    it("gives every instance what one has written, exactly as it was", async () => {
      const open = await makeWorld();
      expect(await open().read("contoso")).toBeUndefined();
      expect(await open().list()).toEqual([]);
      expect(await open().write(fabrikam, undefined)).toMatchObject({ kind: "written" });
      expect(await open().write(contoso, undefined)).toMatchObject({ kind: "written" });
      expect(await open().read("contoso")).toMatchObject({ connection: contoso });
      const listed = await open().list();
      expect(listed.map(({ connection }) => connection)).toEqual([contoso, fabrikam]);
      expect(listed[0]?.version).toBe((await open().read("contoso"))?.version);
    });

    it("writes only over the version that is expected", async () => {
      const open = await makeWorld();
      const first = await open().write(contoso, undefined);
      const version = first.kind === "written" ? first.version : "";
      expect(await open().write(contoso, undefined), "it is there already").toEqual({ kind: "conflict" });
      const changed = { ...contoso, daysBack: 7 };
      expect(await open().write(changed, version)).toMatchObject({ kind: "written" });
      expect(await open().write(contoso, version), "somebody was faster").toEqual({ kind: "conflict" });
      expect((await open().read("contoso"))?.connection.daysBack).toBe(7);
    });

    it("has one place for names that are too much alike, so that only one can be added", async () => {
      const open = await makeWorld();
      await open().write({ ...contoso, name: "con-toso" }, undefined);
      expect(await open().write({ ...contoso, name: "Con_Toso" }, undefined)).toEqual({ kind: "conflict" });
      expect((await open().read("CON_TOSO"))?.connection.name).toBe("con-toso");
    });

    it("lets one of many win a write at the same moment", async () => {
      const open = await makeWorld();
      const written = await Promise.all([1, 2, 3, 4, 5].map(() => open().write(contoso, undefined)));
      expect(written.filter(({ kind }) => kind === "written")).toHaveLength(1);
    });

    it("keeps how far the setting up has got apart from the connection", async () => {
      const open = await makeWorld();
      const written = await open().writeSetup(setup, undefined);
      const version = written.kind === "written" ? written.version : "";
      expect(await open().list()).toEqual([]);
      expect(await open().setups()).toEqual([{ setup, version }]);
      expect(await open().readSetup("contoso")).toEqual({ setup, version });
      expect(await open().writeSetup(setup, undefined)).toEqual({ kind: "conflict" });
      expect(await open().writeSetup({ ...setup, state: "ready" }, version)).toMatchObject({
        kind: "written",
      });
    });

    it("forgets what is removed; what is not there is no fault", async () => {
      const open = await makeWorld();
      await open().write(contoso, undefined);
      await open().writeSetup(setup, undefined);
      await open().remove("contoso");
      expect(await open().list()).toEqual([]);
      expect(await open().readSetup("contoso"), "that is another matter").toBeDefined();
      await open().removeSetup("contoso");
      expect(await open().setups()).toEqual([]);
      await open().remove("contoso");
      await open().removeSetup("contoso");
      expect(await open().write(contoso, undefined)).toMatchObject({ kind: "written" });
    });

    it("answers a write over what was removed meanwhile with a conflict", async () => {
      const open = await makeWorld();
      const first = await open().write(contoso, undefined);
      await open().remove("contoso");
      expect(await open().write(contoso, first.kind === "written" ? first.version : "")).toEqual({
        kind: "conflict",
      });
    });
  });
}
