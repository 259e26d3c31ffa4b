import type { Alert, AlertDescription } from "../alerts/alert.ts";
import { correlationIdOfGeneration } from "../routing/correlationId.ts";
import type { Route } from "../routing/route.ts";
import { draftWorkItem } from "../workItems/draftWorkItem.ts";
import type { Plan } from "../workItems/planWorkItem.ts";
import { draftStorm, stormNote, stormOverNote } from "../workItems/textStorm.ts";
import {
  closeNotes,
  firedAgainNote,
  followsFormerNote,
  memberResolvedNote,
  newMemberNote,
  type NoteInput,
  resolvedNote,
} from "../workItems/textNotes.ts";
import type { WorkItemRef } from "../workItems/workItem.ts";
import type { CallObserver, Resolution, WorkItemGateway, Written } from "./ports.ts";
import { thinking } from "./thinking.ts";
import type { TicketRecord } from "./ticketRecord.ts";

/** A plan that asks something of the partner. */
export type Action = Exclude<Plan, { readonly kind: "skip" }>;

type CarryOutInput = {
  readonly action: Action;
  /** With the pending action in it; its members are those from before. */
  readonly record: TicketRecord;
  /** The pending action's id. */
  readonly mark: string;
  readonly alert: Alert;
  readonly description: AlertDescription;
  readonly route: Route;
  /** Of a storm: numbers of what was made before it. */
  readonly firstTickets?: readonly string[];
  readonly nowUtc: string;
};

/** Does at the partner what the plan says: one write. Throws BridgeError. */
export async function carryOut(
  input: CarryOutInput,
  gateway: WorkItemGateway,
  observe: CallObserver,
): Promise<Written> {
  const { action, record, mark, alert, description, route, nowUtc } = input;
  const kind = record.workItemKind;
  const about = { alert, description, nowUtc };

  if (action.kind === "create") {
    const { former, generation } = action;
    const correlationId = correlationIdOfGeneration(record.correlationId, generation);
    const { storm } = record;
    const { firstTickets = [] } = input;
    const draft = thinking(() =>
      storm === undefined
        ? draftWorkItem({ alert, description, route, correlationId })
        : draftStorm({ alert, description, route, correlationId, storm, firstTickets }),
    );
    const note = former === undefined ? undefined : { text: followsFormerNote(former.number), mark };
    const isOver = action.isOver && storm === undefined && route.policy.onResolved === "resolve";
    const over = isOver ? resolutionOf(input, resolvedNote(about)) : undefined;
    return gateway.create(draft, note, observe, over);
  }

  const ref = refOf(record);
  switch (action.kind) {
    case "note":
      return gateway.addNote(kind, ref, { text: noteText(action.because, record, about), mark }, observe);
    case "reopen":
      return gateway.reopen(kind, ref, { text: firedAgainNote(about), mark }, observe);
    case "resolve": {
      const text = record.storm === undefined ? resolvedNote(about) : stormOverNote(record.storm, nowUtc);
      return gateway.resolve(kind, ref, resolutionOf(input, text), observe);
    }
  }
}

function resolutionOf({ alert, description, route, mark, nowUtc }: CarryOutInput, note: string): Resolution {
  return {
    closeCode: route.policy.closeCode,
    closeNotes: closeNotes({ alert, description, nowUtc, policyText: route.policy.closeNotes }),
    note: { text: note, mark },
  };
}

function noteText(
  because: Extract<Action, { kind: "note" }>["because"],
  record: TicketRecord,
  about: NoteInput,
): string {
  const conditions = Object.values(record.members).map(({ condition }) => condition);
  const firing = conditions.filter((condition) => condition === "fired").length;
  const storm = record.pending?.after.storm;
  if (storm !== undefined && because !== "resolved, left open") {
    const members = Object.values(record.pending?.after.members ?? {});
    const stillFiring = members.filter(({ condition }) => condition === "fired").length;
    return stormNote({ storm, firing: stillFiring, nowUtc: about.nowUtc });
  }
  switch (because) {
    case "new member":
      return newMemberNote({ ...about, memberCount: conditions.length + 1 });
    case "fires again":
      return firedAgainNote(about);
    case "member resolved":
      return memberResolvedNote({ ...about, stillFiringCount: firing - 1 });
    case "resolved, left open":
      return resolvedNote(about);
  }
}

function refOf(record: TicketRecord): WorkItemRef {
  if (record.ref === undefined) throw new Error(`${record.correlationId} has no work item to change`);
  return record.ref;
}
