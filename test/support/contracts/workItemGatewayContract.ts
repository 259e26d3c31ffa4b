import { describe, expect, it } from "vitest";
import type { CallObserver, WorkItemGateway } from "../../../shared/delivery/ports.ts";
import { aDraft, correlationId } from "../../unit/adapters/servicenow/builders.ts";

type Opened = {
  readonly gateway: WorkItemGateway;
  readonly observe: CallObserver;
  /** What the partner holds, as it stores it. */
  readonly recordsOf: (table: string) => readonly Readonly<Record<string, string>>[];
};

const note = { text: "Fired again", mark: "0a1b2c" };
const how = { closeCode: undefined, closeNotes: "Azure Monitor resolved the alert" };
const marked = (mark: string) => ({ ...note, mark });

/** What every WorkItemGateway to ServiceNow promises, however it writes. `open` comes to an instance without incidents. */
export function workItemGatewayContract(name: string, open: () => Opened): void {
  describe(`WorkItemGateway contract: ${name}`, () => {
    it("creates, notes, resolves, reopens and finds an incident at every step", async () => {
      const { gateway, observe, recordsOf } = open();
      const incidents = () => recordsOf("incident");

      const created = await gateway.create(aDraft(), undefined, observe);
      expect(created).toMatchObject({
        drift: [],
        seen: { state: "open", correlationId, isTakenByPerson: false },
      });
      const { ref } = created.seen;
      expect(ref.number).toMatch(/^INC\d{7}$/);
      expect(incidents()).toMatchObject([
        { impact: "2", urgency: "1", correlation_display: "Azure Ticket Bridge" },
      ]);
      expect(await gateway.findByCorrelationId("incident", correlationId, observe)).toEqual({
        kind: "found",
        seen: created.seen,
      });

      expect(await gateway.hasNote("incident", ref, note.mark, observe)).toBe("unreadable");
      const noted = await gateway.addNote("incident", ref, note, observe);
      expect(noted).toEqual({ seen: created.seen, drift: [] });
      expect(await gateway.hasNote("incident", ref, note.mark, observe)).toBe("there");
      expect(await gateway.hasNote("incident", ref, "another", observe)).toBe("absent");

      const resolved = await gateway.resolve("incident", ref, { ...how, note: marked("m2") }, observe);
      expect(resolved).toMatchObject({ drift: [], seen: { state: "resolved" } });
      expect(incidents()).toMatchObject([
        { state: "6", close_code: "Solution provided", close_notes: how.closeNotes },
      ]);
      const again = await gateway.resolve("incident", ref, { ...how, note: marked("m3") }, observe);
      expect(again.seen.state).toBe("resolved");

      const reopened = await gateway.reopen("incident", ref, marked("m4"), observe);
      expect(reopened.seen).toMatchObject({ ref, state: "open", isTakenByPerson: false });
      expect(await gateway.find("incident", ref, observe)).toEqual({ kind: "found", seen: reopened.seen });
      expect(incidents()).toHaveLength(1);
      for (const mark of ["m2", "m3", "m4"]) {
        expect(await gateway.hasNote("incident", ref, mark, observe)).toBe("there");
      }
    });

    it("creates what is over already, and says in which state it is then", async () => {
      const { gateway, observe, recordsOf } = open();
      const { seen } = await gateway.create(aDraft(), undefined, observe, { ...how, note: marked("m2") });
      const isResolved = seen.state === "resolved";
      expect(recordsOf("incident")).toMatchObject([
        isResolved
          ? { state: "6", close_code: "Solution provided", close_notes: how.closeNotes, active: "true" }
          : { state: "1" },
      ]);
      expect(recordsOf("sys_journal_field")).toHaveLength(isResolved ? 1 : 0);
    });

    it("writes a note that comes with the create, and all its lines", async () => {
      const { gateway, observe, recordsOf } = open();
      const { seen } = await gateway.create(
        aDraft(),
        { text: "Follows INC1\nand more", mark: "m1" },
        observe,
      );
      expect(recordsOf("sys_journal_field")).toMatchObject([
        { element: "work_notes", element_id: seen.ref.id, value: "Follows INC1\nand more\n[atb:m1]" },
      ]);
    });

    it("knows people and groups by their names", async () => {
      const { gateway, observe, recordsOf } = open();
      const draft = aDraft({ callerId: "Maria Keller", assignmentGroup: "Cloud Operations" });
      const { drift } = await gateway.create(draft, undefined, observe);

      expect(drift).toEqual([]);
      const [incident] = recordsOf("incident");
      const nameOf = (table: string, id: string | undefined) =>
        recordsOf(table).find((row) => row["sys_id"] === id)?.["name"];
      expect(nameOf("sys_user", incident?.["caller_id"])).toBe("Maria Keller");
      expect(nameOf("sys_user_group", incident?.["assignment_group"])).toBe("Cloud Operations");
    });

    it("says which fields were stored otherwise than they were sent", async () => {
      const { gateway, observe } = open();
      const { drift } = await gateway.create(aDraft({ category: "clouds" }), undefined, observe);
      expect(drift).toMatchObject([{ field: "category", sent: "clouds", stored: "inquiry" }]);
    });

    it("changes one of two incidents, never the other", async () => {
      const { gateway, observe, recordsOf } = open();
      const other = `${correlationId}-2`;
      const first = await gateway.create(aDraft(), undefined, observe);
      const second = await gateway.create(aDraft({ correlationId: other }), undefined, observe);
      expect(second.seen.ref.id).not.toBe(first.seen.ref.id);

      await gateway.resolve("incident", second.seen.ref, { ...how, note }, observe);
      expect(recordsOf("incident")).toMatchObject([
        { correlation_id: correlationId, state: "1" },
        { correlation_id: other, state: "6" },
      ]);
    });

    it("says that what is not there is absent, proven for a user who sees incidents", async () => {
      const { gateway, observe } = open();
      const gone = { id: "0123456789abcdef0123456789abcdef", number: "INC0099999" };
      const absent = { kind: "absent", isReadingProven: true };
      expect(await gateway.find("incident", gone, observe)).toEqual(absent);
      expect(await gateway.findByCorrelationId("incident", correlationId, observe)).toEqual(absent);
    });

    it("refuses to change what is not there, and nothing comes of it", async () => {
      const { gateway, observe, recordsOf } = open();
      const gone = { id: "0123456789abcdef0123456789abcdef", number: "INC0099999" };
      await expect(gateway.addNote("incident", gone, note, observe)).rejects.toMatchObject({
        code: "SERVICENOW_RECORD_NOT_FOUND",
        mayHaveHappened: false,
      });
      expect(recordsOf("incident")).toEqual([]);
    });
  });
}
