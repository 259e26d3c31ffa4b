import { describe, expect, it } from "vitest";
import type { IndexRow, TicketIndex } from "../../../shared/delivery/ports.ts";

/** What every TicketIndex promises. */
export function ticketIndexContract(name: string, makeIndex: () => Promise<TicketIndex>): void {
  describe(`TicketIndex contract: ${name}`, () => {
    it("leads from number, identity and alert id to the tickets, and to no others", async () => {
      const index = await makeIndex();

      await index.add([
        { by: "number", number: "INC0010001", correlationId: "atb-1" },
        { by: "number", number: "INC00100010", correlationId: "atb-other" },
        { by: "identity", identityHash: "5f70", correlationId: "atb-2" },
        { by: "identity", identityHash: "5f70", correlationId: "atb-1" },
        { by: "identity", identityHash: "5f7", correlationId: "atb-other" },
        { by: "alertId", alertId: "5f70", correlationId: "atb-3" },
      ]);

      expect(await index.byTicketNumber("INC0010001")).toEqual(["atb-1"]);
      expect([...(await index.byIdentity("5f70"))].sort()).toEqual(["atb-1", "atb-2"]);
      expect(await index.byAlertId("5f70")).toEqual(["atb-3"]);
      expect(await index.byTicketNumber("INC001")).toEqual([]);
      expect(await index.byIdentity("")).toEqual([]);
    });

    it("finds numbers and alert ids however they are spelt", async () => {
      const index = await makeIndex();

      await index.add([
        { by: "number", number: "inc0010001", correlationId: "atb-1" },
        { by: "alertId", alertId: "/Subscriptions/CONTOSO/Alerts/1", correlationId: "atb-1" },
      ]);

      expect(await index.byTicketNumber("Inc0010001")).toEqual(["atb-1"]);
      expect(await index.byAlertId("/subscriptions/contoso/alerts/1")).toEqual(["atb-1"]);
    });

    it.each([
      {
        id: "/subscriptions/11111111-2222-3333-4444-555555555555/providers/microsoft.alertsmanagement/alerts/1",
      },
      { id: "it's 100 % odd: \\ / # ? | } ~ = + & \u0001 \n 漢字🔥" },
      { id: `a very long one ${"x".repeat(5_000)}` },
      { id: "half a pair \ud83d" },
      { id: "" },
    ])("takes any text for an id: $id", async ({ id }) => {
      const index = await makeIndex();

      await index.add([{ by: "alertId", alertId: id, correlationId: "atb-1" }]);

      expect(await index.byAlertId(id)).toEqual(["atb-1"]);
      expect(await index.byAlertId(`${id}x`)).toEqual([]);
    });

    it("does not mind rows that are there already, nor none at all", async () => {
      const index = await makeIndex();
      const row: IndexRow = { by: "time", openedAtUtc: "2026-03-01T12:00:00.000Z", correlationId: "atb-1" };

      await index.add([row, row]);
      await index.add([row]);
      await index.add([]);

      expect(await index.newest(10)).toEqual({ correlationIds: ["atb-1"], continuation: undefined });
    });

    it("lists newest first, page by page, and new tickets do not disturb the pages", async () => {
      const index = await makeIndex();
      const moments = Array.from({ length: 8 }, (_, n) => `20${20 + n}-03-01T12:00:00.000Z`);
      const row = (openedAtUtc: string): IndexRow => ({
        by: "time",
        openedAtUtc,
        correlationId: openedAtUtc,
      });
      await index.add([...moments].sort().map(row));

      const pages: (readonly string[])[] = [];
      let continuation: string | undefined;
      do {
        const page = await index.newest(3, continuation);
        pages.push(page.correlationIds);
        continuation = page.continuation;
        await index.add([row("2029-01-01T00:00:00.000Z")]);
      } while (continuation !== undefined);

      expect(pages.map((page) => page.length)).toEqual([3, 3, 2]);
      expect(pages.flat()).toEqual(moments.reverse());
    });

    it("adds the rows of many callers at once", async () => {
      const index = await makeIndex();

      await Promise.all(
        Array.from(
          { length: 60 },
          async (_, n) =>
            await index.add([
              { by: "number", number: `INC${n}`, correlationId: `atb-${n}` },
              { by: "identity", identityHash: "same", correlationId: `atb-${n}` },
              { by: "time", openedAtUtc: "2026-03-01T12:00:00.000Z", correlationId: `atb-${n}` },
            ]),
        ),
      );

      expect(await index.byIdentity("same")).toHaveLength(60);
      expect(await index.byTicketNumber("INC59")).toEqual(["atb-59"]);
      expect((await index.newest(100)).correlationIds).toHaveLength(60);
    });

    it("adds more rows at once than fit into one transaction", async () => {
      const index = await makeIndex();

      await index.add(
        Array.from({ length: 230 }, (_, n) => ({
          by: "identity",
          identityHash: "same",
          correlationId: `atb-${n}`,
        })),
      );

      expect(await index.byIdentity("same")).toHaveLength(230);
    });
  });
}
