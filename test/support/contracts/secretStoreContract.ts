import { describe, expect, it } from "vitest";

import type { SecretStore } from "../../../shared/secrets/secretStore.ts";
import { hostileText } from "./storageBuilders.ts";

const name = "contoso-north--client-secret";

/** What every SecretStore promises. Both ends of a world see the same secrets. */
export function secretStoreContract(store: string, makeWorld: () => Promise<() => SecretStore>): void {
  describe(`SecretStore contract: ${store}`, () => {
    it("gives everybody back what one has put there, exactly as it was, and nothing before", async () => {
      const open = await makeWorld();

      expect(await open().get(name)).toBeUndefined();
      await open().set(name, hostileText, "2027-03-01T12:00:00.000Z");

      expect(await open().get(name)).toEqual({ value: hostileText, endsUtc: "2027-03-01T12:00:00.000Z" });
      expect(await open().get("contoso-north--password")).toBeUndefined();
    });

    it("replaces a secret with its end", async () => {
      const store = (await makeWorld())();
      await store.set(name, "the old one", "2027-03-01T12:00:00.000Z");
      await store.set(name, "the new one");

      expect(await store.get(name)).toEqual({ value: "the new one", endsUtc: null });
    });

    it("forgets what is removed, does not mind what is not there, and takes the name again", async () => {
      const store = (await makeWorld())();
      await store.set(name, "the old one");

      await store.remove(name);
      await store.remove(name);
      await store.remove("never-was-there");
      expect(await store.get(name)).toBeUndefined();
      expect(await store.names("")).toEqual([]);

      await store.set(name, "the new one");
      expect(await store.get(name)).toEqual({ value: "the new one", endsUtc: null });
    });

    it("lists the names that begin so, however many", async () => {
      const store = (await makeWorld())();
      const wanted = Array.from({ length: 30 }, (_, n) => `contoso--secret-${n}`);
      await Promise.all([...wanted, "fabrikam--password"].map((one) => store.set(one, "s3cret")));

      expect([...(await store.names("contoso--"))].sort()).toEqual([...wanted].sort());
      expect(await store.names("nobody--")).toEqual([]);
    });

    it("compares names without case", async () => {
      const store = (await makeWorld())();
      await store.set("Contoso--Password", "s3cret");

      expect(await store.get("CONTOSO--password")).toMatchObject({ value: "s3cret" });
      expect(await store.names("CONTOSO")).toEqual(["contoso--password"]);
    });

    it.each(["", "with space", "under_score", "../secrets", "x".repeat(128)])(
      "takes no name such as %j",
      async (wrong) => {
        const store = (await makeWorld())();

        await expect((async () => store.set(wrong, "s3cret"))()).rejects.toThrow(RangeError);
        await expect((async () => store.get(wrong))()).rejects.toThrow(RangeError);
      },
    );
  });
}
