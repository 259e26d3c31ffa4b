import { describe, expect, it } from "vitest";
import type { AuditEntry, AuditTrail } from "../../../shared/audit/audit.ts";
import { hostileText } from "./storageBuilders.ts";

export function anAuditEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: "aud-0001",
    atUtc: "2026-03-01T12:00:00.000Z",
    who: "ada@contoso.example",
    action: "deadLetter.discarded",
    subject: "dl-0001",
    reason: "a test of ours",
    details: { count: 1, dryRun: false, filter: null },
    ...overrides,
  };
}

/** What every AuditTrail promises. */
export function auditTrailContract(name: string, makeTrail: () => Promise<AuditTrail>): void {
  describe(`AuditTrail contract: ${name}`, () => {
    it("gives back exactly what was added, whatever the texts", async () => {
      const trail = await makeTrail();
      const entry = anAuditEntry({
        subject: hostileText,
        reason: hostileText,
        details: { filter: hostileText },
      });

      await trail.add(entry);

      expect(await trail.newest({ limit: 10 })).toEqual({ entries: [entry], continuation: undefined });
      expect((await trail.newest({ limit: 10, subject: hostileText })).entries).toEqual([entry]);
    });

    it("never changes what was written: the same id again is the same act", async () => {
      const trail = await makeTrail();
      await trail.add(anAuditEntry());

      await trail.add(anAuditEntry({ who: "somebody else", reason: "another reason" }));

      expect((await trail.newest({ limit: 10 })).entries).toEqual([anAuditEntry()]);
    });

    it("restricts to what it was done to, and to nothing that only begins like it", async () => {
      const trail = await makeTrail();
      await trail.add(anAuditEntry({ id: "aud-1", subject: "dl-1" }));
      await trail.add(anAuditEntry({ id: "aud-2", subject: "dl-12" }));
      await trail.add(anAuditEntry({ id: "aud-3", subject: "dl-1" }));

      const { entries } = await trail.newest({ limit: 10, subject: "dl-1" });

      expect(entries.map(({ id }) => id)).toEqual(["aud-3", "aud-1"]);
      expect((await trail.newest({ limit: 10, subject: "dl-9" })).entries).toEqual([]);
    });

    it.each([undefined, "dl-1"])("comes newest first, page by page (subject: %s)", async (subject) => {
      const trail = await makeTrail();
      const ids = ["aud-5", "aud-4", "aud-3", "aud-2", "aud-1"];
      for (const id of ids.toReversed()) await trail.add(anAuditEntry({ id, subject: "dl-1" }));

      const seen: string[][] = [];
      let continuation: string | undefined;
      do {
        const page = await trail.newest({ limit: 2, continuation, subject });
        seen.push(page.entries.map(({ id }) => id));
        continuation = page.continuation;
        await trail.add(anAuditEntry({ id: "aud-6", subject: "dl-1" }));
      } while (continuation !== undefined);

      expect(seen).toEqual([["aud-5", "aud-4"], ["aud-3", "aud-2"], ["aud-1"]]);
    });

    it.each(["nonsense", "", "bm9uc2Vuc2U"])(
      "refuses the continuation %j, which it never gave out",
      async (continuation) => {
        const trail = await makeTrail();

        await expect(trail.newest({ limit: 2, continuation })).rejects.toMatchObject({
          code: "REQUEST_INVALID",
        });
      },
    );
  });
}
