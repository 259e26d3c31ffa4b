import { describe, expect, it } from "vitest";

import { memoryStormWindows } from "../../../shared/adapters/memory/memoryStormWindows.ts";
import { placeOfTicket, ticketsBeforeStorm } from "../../../shared/storms/placeOfTicket.ts";
import { stormCorrelationId } from "../../../shared/storms/storm.ts";
import type { StormWindows } from "../../../shared/storms/stormWindows.ts";
import { anAlert } from "../../support/builders/alerts.ts";
import { aRoute } from "../../support/builders/routes.ts";

const receivedAtUtc = "2026-03-01T12:00:00.000Z";
const route = aRoute({ storm: { moreThan: 20, withinMs: 600_000 } });
const alert = anAlert();

/** Every call gives way to the others once, as calls over a network do. */
function slow(windows: StormWindows): StormWindows & { readonly writes: () => number } {
  let writes = 0;
  return {
    read: async (...args) => {
      await Promise.resolve();
      return windows.read(...args);
    },
    write: async (...args) => {
      await Promise.resolve();
      const written = await windows.write(...args);
      if (written.kind === "written") writes += 1;
      return written;
    },
    forget: (...args) => windows.forget(...args),
    writes: () => writes,
  };
}

describe("the place of a new ticket", () => {
  it("a thousand at once: exactly the cap get their own, all others one and the same storm, for 21 writes", async () => {
    const windows = slow(memoryStormWindows());
    const places = await Promise.all(
      Array.from({ length: 1_000 }, (_, place) =>
        placeOfTicket(windows, { alert, route, correlationId: `atb-${place}`, receivedAtUtc }),
      ),
    );

    const storms = places.filter((place) => place !== undefined);
    expect(storms).toHaveLength(980);
    expect(new Set(storms.map((storm) => stormCorrelationId(storm, route))).size).toBe(1);
    expect(windows.writes()).toBe(21);
    const [storm] = storms;
    expect(storm).toMatchObject({ rule: "Orders CPU high", moreThan: 20, sinceUtc: receivedAtUtc });
    if (storm !== undefined) expect(await ticketsBeforeStorm(windows, storm)).toHaveLength(20);
  });

  it("each rule has its cap for itself, and each route, too", async () => {
    const windows = memoryStormWindows();
    const one = aRoute({ storm: { moreThan: 1, withinMs: 600_000 } });
    const place = (correlationId: string, ruleName: string, name = "default") =>
      placeOfTicket(windows, {
        alert: anAlert({ ruleName }),
        route: { ...one, name },
        correlationId,
        receivedAtUtc,
      });
    expect(await place("atb-1", "contoso")).toBeUndefined();
    expect(await place("atb-2", "fabrikam")).toBeUndefined();
    expect(await place("atb-3", "contoso", "other")).toBeUndefined();
    expect(await place("atb-4", "CONTOSO")).toMatchObject({ rule: "CONTOSO" });
  });

  it("without a cap nothing is asked of storage", async () => {
    const windows = slow(memoryStormWindows());
    expect(
      await placeOfTicket(windows, { alert, route: aRoute(), correlationId: "atb-1", receivedAtUtc }),
    ).toBeUndefined();
    expect(windows.writes()).toBe(0);
  });
});
