import type { CallObserver, Note, WorkItemGateway, Written } from "../../delivery/ports.ts";
import type { FieldDrift } from "../../journal/fieldDrift.ts";
import type { WorkItemDraft, WorkItemRef } from "../../workItems/workItem.ts";
import type { CloseCodes } from "./closeCodes.ts";
import { driftEntry, driftOf } from "./drift.ts";
import { writeFallbacks } from "./fallbacks.ts";
import type { FieldLengths } from "./fieldLengths.ts";
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
  readonly lengths: FieldLengths;
  /** For a write whose method is called now. */
  readonly sendBeforeMs: () => number;
};

/** Creating and changing incidents. After each write, what came back is compared with what was sent. */
export function incidentWrites(
  parts: Parts,
): Pick<WorkItemGateway, "create" | "addNote" | "resolve" | "reopen"> {
  const { writer, see, references, closeCodeFor, lengths } = parts;

  async function update(
    ref: WorkItemRef,
    body: IncidentBody,
    sendBeforeMs: number,
    observe: CallObserver,
  ): Promise<Written> {
    const { body: fitting, cut } = await lengths.fit(body, observe);
    const row = await writer.change(ref, fitting, sendBeforeMs, observe);
    lengths.learn(fitting, row);
    return { seen: await see(row, observe), drift: [...cut, ...driftOf(fitting, row)] };
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

      const { body, cut } = await lengths.fit(bodyOf(draft, caller, group, note), observe);
      const row = await writer.insert(body, sendBeforeMs, observe);
      lengths.learn(body, row);
      const ref = { id: row.sys_id, number: row.number ?? row.sys_id };
      const inserted = { ref, row, drift: driftOf(body, row) };
      const { fallbacks = {} } = draft;
      const written = await writeFallbacks(writer, fallbacks, inserted, sendBeforeMs, observe);
      const drift = [
        ...cut,
        ...written.drift,
        ...notFound("caller_id", callerId, caller),
        ...notFound("assignment_group", assignmentGroup, group),
      ];
      return { seen: await see(written.row, observe), drift };
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
  return wanted === undefined || found !== undefined
    ? []
    : [driftEntry("SERVICENOW_REFERENCE_UNKNOWN", field, wanted, "")];
}
