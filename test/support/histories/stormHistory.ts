import { identityHash } from "../../../shared/alerts/identityHash.ts";
import type { TicketRecord } from "../../../shared/delivery/ticketRecord.ts";
import type { FinalItem, HistoryEvent, Problem } from "./modelHistory.ts";

type Ending = {
  readonly problems: readonly Problem[];
  readonly history: readonly HistoryEvent[];
  readonly items: readonly FinalItem[];
  /** By correlation id: every problem's own, and those of the storms they belong to. */
  readonly records: ReadonlyMap<string, TicketRecord | undefined>;
  readonly idOf: (problem: Problem) => string;
};

/**
 * Everything that is wrong with how a history under a cap ended: every alert that fired has exactly one place (a work
 * item of its own, or a storm in which it is a member), and a work item is open exactly as long as one of its alerts fires.
 */
export function stormComplaints({ problems, history, items, records, idOf }: Ending): readonly string[] {
  const complaints: string[] = [];
  const firingIn = new Map<string, boolean>();

  for (const [place, problem] of problems.entries()) {
    const sent = history.flatMap((event) => (event.do === "send" && event.problem === place ? [event] : []));
    const hasFired = sent.some(({ condition }) => condition === "fired");
    const isOver = sent.some(({ condition }) => condition === "resolved");
    const own = items.filter(({ correlationId }) => correlationId.startsWith(idOf(problem)));
    const record = records.get(idOf(problem));
    const stormId = record?.memberOf?.correlationId;
    const memberId = identityHash({ key: [problem.orderedBy, problem.name], orderedBy: problem.orderedBy });
    const isMember = stormId !== undefined && records.get(stormId)?.members[memberId] !== undefined;

    if (!hasFired && own.length > 0) complaints.push(`${problem.name}: a work item although it never fired`);
    if (hasFired && own.length + (isMember ? 1 : 0) !== 1) {
      complaints.push(
        `${problem.name}: ${own.length} own work items, ${isMember ? "a" : "no"} storm's member`,
      );
    }
    const at = stormId ?? idOf(problem);
    if (hasFired) firingIn.set(at, (firingIn.get(at) ?? false) || !isOver);
  }

  for (const [correlationId, isFiring] of firingIn) {
    const found = items.filter((item) => item.correlationId.startsWith(correlationId));
    const open = found.filter(({ state }) => state === "open").length;
    if (found.length !== 1) complaints.push(`${correlationId}: ${found.length} work items`);
    if (open !== (isFiring ? 1 : 0)) {
      complaints.push(
        `${correlationId}: ${open} open although ${isFiring ? "an alert fires" : "all is over"}`,
      );
    }
  }
  for (const { correlationId, marks } of items) {
    if (new Set(marks).size !== marks.length) complaints.push(`a note was written twice in ${correlationId}`);
    if (!firingIn.has(correlationId)) complaints.push(`nobody belongs to ${correlationId}`);
  }
  for (const [id, record] of records) {
    if (record?.claim !== undefined) complaints.push(`${id}: a claim is left`);
    if (record?.pending !== undefined) complaints.push(`${id}: a pending action is left`);
    if (record?.owes !== undefined) complaints.push(`${id}: something is still owed`);
  }
  return complaints;
}
