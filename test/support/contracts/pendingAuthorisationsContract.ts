import { describe, expect, it } from "vitest";

import type {
  PendingAuthorisation,
  PendingAuthorisations,
} from "../../../shared/connections/authorisation/pendingAuthorisation.ts";

export const aSignInLink: PendingAuthorisation = {
  v: 1,
  id: "a".repeat(32),
  connection: "servicenow",
  grantedFor: '["https://contoso.service-now.com","authorizationCode","client-1"]',
  who: "said: Müller@contoso",
  createdAtUtc: "2026-03-01T12:00:00.000Z",
  endsUtc: "2026-03-01T12:10:00.000Z",
  redirectUri: "https://bridge.contoso.example/api/connections/servicenow/authorized",
  linkHash: "0".repeat(64),
  progress: { at: "waiting" },
};
const pressed: PendingAuthorisation = {
  ...aSignInLink,
  browser: { secretHash: "1".repeat(64), stateHash: "2".repeat(64), salt: "3".repeat(64) },
  progress: { at: "signingIn", sinceUtc: "2026-03-01T12:01:00.000Z" },
};

/** What every PendingAuthorisations promises. All that are opened see the same storage. */
export function pendingAuthorisationsContract(
  name: string,
  makeStorage: () => Promise<() => PendingAuthorisations>,
): void {
  describe(`PendingAuthorisations contract: ${name}`, () => {
    it("shows another instance what was written, and knows nothing of what was not", async () => {
      const open = await makeStorage();
      const written = await open().write(aSignInLink, undefined);

      const read = await open().read(aSignInLink.id);

      expect(read?.pending).toEqual(aSignInLink);
      expect(written).toEqual({ kind: "written", version: read?.version });
      expect(await open().read("b".repeat(32))).toBeUndefined();
    });

    it("lets one of two press the button", async () => {
      const open = await makeStorage();
      await open().write(aSignInLink, undefined);
      const version = (await open().read(aSignInLink.id))?.version;

      const results = await Promise.all([open().write(pressed, version), open().write(pressed, version)]);

      expect(results.map(({ kind }) => kind).sort()).toEqual(["conflict", "written"]);
      expect((await open().read(aSignInLink.id))?.pending).toEqual(pressed);
    });

    it("replaces nothing that it was not told of", async () => {
      const open = await makeStorage();
      await open().write(aSignInLink, undefined);

      expect(await open().write(pressed, undefined)).toEqual({ kind: "conflict" });
      expect((await open().read(aSignInLink.id))?.pending).toEqual(aSignInLink);
    });

    it("removes what ended before a moment, and nothing else", async () => {
      const open = await makeStorage();
      const later = { ...aSignInLink, id: "c".repeat(32), endsUtc: "2026-03-02T12:10:00.000Z" };
      await open().write(aSignInLink, undefined);
      await open().write(later, undefined);

      expect(await open().removeEnded("2026-03-01T12:10:00.000Z")).toBe(0);
      expect(await open().removeEnded("2026-03-01T12:10:00.001Z")).toBe(1);

      expect(await open().read(aSignInLink.id)).toBeUndefined();
      expect((await open().read(later.id))?.pending).toEqual(later);
    });
  });
}
