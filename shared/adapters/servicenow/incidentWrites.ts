import type { CallObserver, FieldDrift, Note, WorkItemGateway, Written } from "../../delivery/ports.ts";
import type { WorkItemDraft, WorkItemRef } from "../../workItems/workItem.ts";
import type { CloseCodes } from "./closeCodes.ts";
import { driftOf } from "./drift.ts";
import { correlationDisplay, states, type IncidentBody } from "./incidentTable.ts";
import { noteText, plainText } from "./incidentText.ts";
import type { IncidentWriter } from "./incidentWriter.ts";
import type { References } from "./references.ts";
import type { See } from "./seeing.ts";

type Parts = {
  readonly writer: IncidentWriter;
  readonly see: See;
  readonly references: References;
  readonly closeCodeFor: CloseCodes;
  /** For a write whose method is called now. */
  readonly sendBeforeMs: () => number;
};

/** Creating and changing incidents. After each write, what came back is compared with what was sent. */
export function incidentWrites(
  parts: Parts,
): Pick<WorkItemGateway, "create" | "addNote" | "resolve" | "reopen"> {
  const { writer, see, references, closeCodeFor } = parts;

  async function update(
    ref: WorkItemRef,
    body: IncidentBody,
    sendBeforeMs: number,
    observe: CallObserver,
  ): Promise<Written> {
    const row = await writer.change(ref, body, sendBeforeMs, observe);
    return { seen: await see(row, observe), drift: driftOf(body, row) };
  }

  return {
    async create(draft, note, observe) {
      const sendBeforeMs = parts.sendBeforeMs();
      const { callerId, assignmentGroup } = draft;
      const [caller, group] =
        callerId === undefined && assignmentGroup === undefined
          ? []
          : await Promise.all([
              callerId === undefined ? undefined : references.find("user", callerId, observe),
              assignmentGroup === undefined ? undefined : references.find("group", assignmentGroup, observe),
            ]);

      const body = bodyOf(draft, caller, group, note);
      const row = await writer.insert(body, sendBeforeMs, observe);
      const written = { seen: await see(row, observe), drift: driftOf(body, row) };
      const unresolved = [
        ...notFound("caller_id", callerId, caller),
        ...notFound("assignment_group", assignmentGroup, group),
      ];
      return unresolved.length === 0 ? written : { ...written, drift: [...written.drift, ...unresolved] };
    },

    addNote(_kind, ref, note, observe) {
      return update(ref, { work_notes: noteText(note) }, parts.sendBeforeMs(), observe);
    },

    async resolve(_kind, ref, { closeCode, closeNotes, note }, observe) {
      const sendBeforeMs = parts.sendBeforeMs();
      const body = {
        state: states.resolved,
        close_code: await closeCodeFor(closeCode, observe),
        close_notes: plainText(closeNotes),
        work_notes: noteText(note),
      };
      return update(ref, body, sendBeforeMs, observe);
    },

    reopen(_kind, ref, note, observe) {
      const body = { state: states.inProgress, work_notes: noteText(note) };
      return update(ref, body, parts.sendBeforeMs(), observe);
    },
  };
}

function bodyOf(
  draft: WorkItemDraft,
  caller: string | undefined,
  group: string | undefined,
  note: Note | undefined,
): IncidentBody {
  const { category, subcategory, contactType } = draft;
  return {
    short_description: plainText(draft.shortDescription),
    description: plainText(draft.description),
    impact: String(draft.impact),
    urgency: String(draft.urgency),
    correlation_id: draft.correlationId,
    correlation_display: correlationDisplay,
    ...(caller === undefined ? undefined : { caller_id: caller }),
    ...(group === undefined ? undefined : { assignment_group: group }),
    ...(category === undefined ? undefined : { category }),
    ...(subcategory === undefined ? undefined : { subcategory }),
    ...(contactType === undefined ? undefined : { contact_type: contactType }),
    ...(note === undefined ? undefined : { work_notes: noteText(note) }),
  };
}

/** A name that nobody, or more than one, goes by: said as drift, because a ticket without a caller is better than none. */
function notFound(
  field: "caller_id" | "assignment_group",
  wanted: string | undefined,
  found: string | undefined,
): readonly FieldDrift[] {
  return wanted === undefined || found !== undefined ? [] : [{ field, sent: wanted, stored: "" }];
}
