import { describe, expect, it } from "vitest";

import type { TokenSet, TokenStore } from "../../../shared/tokens/tokenStore.ts";
import { hostileText } from "./storageBuilders.ts";

const tokens: TokenSet = {
  v: 1,
  connection: "fabrikam/north",
  access: {
    token: "an-access-token",
    obtainedUtc: "2026-03-01T12:00:00.000Z",
    endsUtc: "2026-03-01T12:30:00.000Z",
  },
  refresh: {
    token: "a-refresh-token",
    sinceUtc: "2026-01-01T00:00:00.000Z",
    endsUtc: "2026-04-01T00:00:00.000Z",
  },
  formerRefreshToken: "the-one-before",
  refused: {
    code: "SERVICENOW_GRANT_REJECTED",
    detail: hostileText,
    atUtc: "2026-03-01T12:00:00.000Z",
    attempts: 1,
    fingerprint: "0123",
  },
};
const { connection } = tokens;

type TokenWorld = {
  /** Another client of the same storage each time. */
  readonly open: () => TokenStore;
  /** Lets every lease end that was taken so far, as time does. */
  readonly passLeases: () => Promise<void>;
};

/** What every TokenStore promises. */
export function tokenStoreContract(store: string, makeWorld: () => Promise<TokenWorld>): void {
  describe(`TokenStore contract: ${store}`, () => {
    it("gives every instance the tokens that one has written, exactly as they were", async () => {
      const { open } = await makeWorld();
      expect(await open().read(connection)).toBeUndefined();

      const written = await open().write(tokens, undefined);

      const version = written.kind === "written" ? written.version : "";
      expect(await open().read(connection)).toEqual({ tokens, version });
      expect(await open().read("fabrikam/south")).toBeUndefined();
    });

    it("writes only over the version that is expected", async () => {
      const { open } = await makeWorld();
      const [one, other] = [open(), open()];
      const first = await one.write(tokens, undefined);
      const version = first.kind === "written" ? first.version : "";
      expect(await other.write(tokens, undefined), "it is there already").toEqual({ kind: "conflict" });

      const renewed = { v: 1, connection } as const;
      expect(await other.write(renewed, version)).toMatchObject({ kind: "written" });
      expect(await one.write(tokens, version), "somebody was faster").toEqual({ kind: "conflict" });
      expect((await one.read(connection))?.tokens).toEqual(renewed);
    });

    it("lets one of many win that write at the same moment", async () => {
      const { open } = await makeWorld();
      const written = await Promise.all(Array.from({ length: 5 }, () => open().write(tokens, undefined)));
      expect(written.filter(({ kind }) => kind === "written")).toHaveLength(1);
    });

    it("forgets a connection's tokens, does not mind that there are none, and writes nothing over what is gone", async () => {
      const { open } = await makeWorld();
      const first = await open().write(tokens, undefined);
      const version = first.kind === "written" ? first.version : "";

      await open().remove(connection);
      await open().remove(connection);

      expect(await open().read(connection)).toBeUndefined();
      expect(await open().write(tokens, version)).toEqual({ kind: "conflict" });
      expect(await open().write(tokens, undefined)).toMatchObject({ kind: "written" });
    });

    it("gives the right to renew to one of many, for each connection", async () => {
      const { open } = await makeWorld();
      const leases = await Promise.all(Array.from({ length: 5 }, () => open().lease(connection, 15_000)));
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
      expect(await open().lease("fabrikam/south", 15_000), "another connection").toBeDefined();
    });

    it("gives it to the next one when the first one is done", async () => {
      const { open } = await makeWorld();
      const first = await open().lease(connection, 15_000);
      expect(await open().lease(connection, 15_000)).toBeUndefined();

      await first?.release();

      expect(await open().lease(connection, 15_000)).toBeDefined();
    });

    it("gives it to the next one when whoever has it never comes back, and takes nothing from him then", async () => {
      const { open, passLeases } = await makeWorld();
      const first = await open().lease(connection, 15_000);
      await passLeases();

      const second = await open().lease(connection, 15_000);
      expect(second).toBeDefined();
      // Too late, and without harm: it is somebody else's now.
      await first?.release();
      await first?.release();
      expect(await open().lease(connection, 15_000)).toBeUndefined();
    });

    it("leaves it with who renews it, and with nobody who renews it too late", async () => {
      const { open, passLeases } = await makeWorld();
      const first = await open().lease(connection, 15_000);
      await first?.renew();
      expect(await open().lease(connection, 15_000)).toBeUndefined();

      await passLeases();
      const second = await open().lease(connection, 15_000);
      await first?.renew();
      await second?.release();
      await second?.renew();
      expect(await open().lease(connection, 15_000), "given back").toBeDefined();
    });

    it("leaves the tokens alone that are renewed under it", async () => {
      const { open } = await makeWorld();
      await open().lease(connection, 15_000);

      expect(await open().write(tokens, undefined)).toMatchObject({ kind: "written" });
      expect(await open().read(connection)).toBeDefined();
      await open().remove(connection);
    });
  });
}
