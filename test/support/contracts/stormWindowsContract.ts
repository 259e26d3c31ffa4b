import { describe, expect, it } from "vitest";

import type { StormWindow } from "../../../shared/storms/stormWindow.ts";
import type { StormWindows } from "../../../shared/storms/stormWindows.ts";

const startsAtUtc = "2026-03-01T12:00:00.000Z";

function aWindow(overrides: Partial<StormWindow> = {}): StormWindow {
  return { v: 1, key: "contoso-rule", startsAtUtc, tickets: [], before: [], ...overrides };
}

/** What every StormWindows promises. */
export function stormWindowsContract(name: string, open: () => Promise<StormWindows>): void {
  describe(`StormWindows contract: ${name}`, () => {
    it("gives back what was written, and nothing of another rule or another time", async () => {
      const windows = await open();
      const window = aWindow({
        tickets: Array.from({ length: 501 }, (_, place) => ({
          correlationId: `atb-${String(place).padStart(32, "0")}`,
          receivedAtUtc: startsAtUtc,
          isOwn: place < 500,
        })),
        before: ["2026-03-01T11:59:00.000Z"],
        storm: { sinceUtc: startsAtUtc, isCarried: false },
      });

      expect(await windows.write(window, undefined)).toMatchObject({ kind: "written" });

      expect((await windows.read("contoso-rule", startsAtUtc))?.window).toEqual(window);
      expect(await windows.read("contoso-rule", "2026-03-01T12:10:00.000Z")).toBeUndefined();
      expect(await windows.read("fabrikam-rule", startsAtUtc)).toBeUndefined();
    });

    it("lets only one of two writers through who have read the same", async () => {
      const windows = await open();
      await windows.write(aWindow(), undefined);
      const version = (await windows.read("contoso-rule", startsAtUtc))?.version;

      const first = aWindow({ before: ["2026-03-01T11:59:01.000Z"] });
      expect(await windows.write(first, version)).toMatchObject({ kind: "written" });
      expect(await windows.write(aWindow(), version)).toEqual({ kind: "conflict" });
      expect(await windows.write(aWindow(), undefined)).toEqual({ kind: "conflict" });

      expect((await windows.read("contoso-rule", startsAtUtc))?.window).toEqual(first);
    });

    it("forgets what a rule did before a moment, and nothing else", async () => {
      const windows = await open();
      const later = "2026-03-01T12:10:00.000Z";
      await windows.write(aWindow(), undefined);
      await windows.write(aWindow({ startsAtUtc: later }), undefined);
      await windows.write(aWindow({ key: "fabrikam-rule" }), undefined);

      await windows.forget("contoso-rule", later);

      expect(await windows.read("contoso-rule", startsAtUtc)).toBeUndefined();
      expect(await windows.read("contoso-rule", later)).toBeDefined();
      expect(await windows.read("fabrikam-rule", startsAtUtc)).toBeDefined();
    });
  });
}
