import type { CallObserver } from "../../delivery/ports.ts";
import type { FieldDrift } from "../../journal/fieldDrift.ts";
import type { DictionaryLengths } from "./dictionaryLengths.ts";
import { driftEntry, isCut } from "./drift.ts";
import type { IncidentRow } from "./incidentRow.ts";
import type { IncidentBody } from "./incidentTable.ts";

type TextField = "short_description" | "description" | "close_notes";

/** Lengths of the base system's dictionary. */
const baseLengths = {
  short_description: 160,
  description: 4_000,
  close_notes: 4_000,
} as const satisfies Record<TextField, number>;
const textFields = Object.keys(baseLengths) as TextField[];

const cutSign = { short_description: "…", description: "\n… (cut)", close_notes: "\n… (cut)" } as const;
/** Shorter than this, a stored beginning says nothing of the field's length. */
const leastLength = 20;

/**
 * How long texts may be in this instance. The base system's lengths are taken as long as they fit; when a text is longer, or an
 * answer shows one that was cut, the instance's dictionary is asked. Where that cannot be read, two answers that show a text cut
 * at the same length tell the field's own; one alone may be a business rule's doing.
 */
export type FieldLengths = {
  /** The body with texts that fit, each cut one with a mark at its end; and which these are. */
  fit(
    body: IncidentBody,
    observe: CallObserver,
  ): Promise<{ readonly body: IncidentBody; readonly cut: readonly FieldDrift[] }>;
  /** Looks whether ServiceNow has cut what was sent. */
  learn(sent: IncidentBody, stored: IncidentRow): void;
};

export function fieldLengths(dictionary: DictionaryLengths): FieldLengths {
  const lengths: Record<TextField, number> = { ...baseLengths };
  const seenOnce: Partial<Record<TextField, number>> = {};

  return {
    async fit(body, observe) {
      const isLonger = textFields.some((field) => (body[field]?.length ?? 0) > lengths[field]);
      if (isLonger || Object.keys(seenOnce).length > 0) {
        const known = await dictionary(observe);
        for (const field of textFields) lengths[field] = known.get(field) ?? lengths[field];
      }
      const cut: FieldDrift[] = [];
      const fitting = { ...body };
      for (const field of textFields) {
        const text = body[field];
        if (text === undefined || text.length <= lengths[field]) continue;
        const short = cutTo(text, lengths[field], cutSign[field]);
        fitting[field] = short;
        cut.push(driftEntry("SERVICENOW_TEXT_CUT", field, text, short));
      }
      return { body: fitting, cut };
    },

    learn(sent, stored) {
      for (const field of textFields) {
        const [asSent, asStored] = [sent[field] ?? "", stored[field] ?? ""];
        if (asStored.length < leastLength || !isCut(asSent, asStored)) continue;
        if (seenOnce[field] === asStored.length) lengths[field] = asStored.length;
        seenOnce[field] = asStored.length;
      }
    },
  };
}

/** In UTF-16 code units, never inside of a surrogate pair. */
function cutTo(text: string, length: number, sign: string): string {
  return (
    text
      .slice(0, length - sign.length)
      .replace(/[\uD800-\uDBFF]$/, "")
      .trimEnd() + sign
  );
}
