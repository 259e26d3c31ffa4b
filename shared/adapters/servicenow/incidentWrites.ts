import type { CallObserver, Note, Resolution, WorkItemGateway, Written } from "../../delivery/ports.ts";
import { BridgeError } from "../../failures/bridgeError.ts";
import type { ErrorCode } from "../../failures/catalogue.ts";
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

  async function insert(body: IncidentBody, sendBeforeMs: number, observe: CallObserver) {
    const { body: fitting, cut } = await lengths.fit(body, observe);
    const row = await writer.insert(fitting, sendBeforeMs, observe);
    lengths.learn(fitting, row);
    return { row, drift: driftOf(fitting, row), cut };
  }

  /** Resolved at once; but where the instance wants no new incident in that state, an open one is better than none. */
  async function insertOver(
    body: IncidentBody,
    over: Resolution,
    sendBeforeMs: number,
    observe: CallObserver,
  ): ReturnType<typeof insert> {
    try {
      return await insert({ ...body, ...(await endOf(over, observe)) }, sendBeforeMs, observe);
    } catch (error) {
      if (!isRefusedAsOver(error)) throw error;
      return insert(body, sendBeforeMs, observe);
    }
  }

  async function endOf({ closeCode, closeNotes, note }: Resolution, observe: CallObserver) {
    return {
      state: states.resolved,
      close_code: await closeCodeFor(closeCode, observe),
      close_notes: plainText(closeNotes),
      work_notes: noteText(note),
    };
  }

  return {
    async create(draft, note, observe, over) {
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
      const {
        row,
        drift: changed,
        cut,
      } = over === undefined || !writer.canInsertResolved
        ? await insert(body, sendBeforeMs, observe)
        : await insertOver(body, over, sendBeforeMs, observe);
      const ref = { id: row.sys_id, number: row.number ?? row.sys_id };
      const inserted = { ref, row, drift: changed };
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

    async resolve(_kind, ref, how, observe) {
      const sendBeforeMs = parts.sendBeforeMs();
      return update(ref, await endOf(how, observe), sendBeforeMs, observe);
    },

    reopen(_kind, ref, note, observe) {
      const body = { state: states.inProgress, work_notes: noteText(note) };
      return update(ref, body, parts.sendBeforeMs(), observe);
    },
  };
}

/** Refusals of this record as it was sent: nothing was stored, and in another state it may be welcome. */
const refusalsOfState: ReadonlySet<ErrorCode> = new Set([
  "SERVICENOW_ACL_DENIED",
  "SERVICENOW_BUSINESS_RULE_ABORTED",
  "SERVICENOW_CLOSE_CODE_MISSING",
  "SERVICENOW_DATA_POLICY",
]);

function isRefusedAsOver(error: unknown): boolean {
  return error instanceof BridgeError && !error.mayHaveHappened && refusalsOfState.has(error.code);
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
