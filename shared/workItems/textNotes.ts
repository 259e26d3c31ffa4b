import type { Alert, AlertDescription, AlertFact } from "../alerts/alert.ts";
import { alertTitle } from "./draftWorkItem.ts";
import { plainText, singleLine } from "./textClean.ts";
import { cutText } from "./textCut.ts";
import { tellingFacts } from "./textFacts.ts";
import { factLines, fittingParagraphs, labelledLine, paragraphs } from "./textLines.ts";
import { linkLines } from "./textLinks.ts";
import { resourcesOf, resourceTitle } from "./textResource.ts";
import { readableSpan, readableUtc } from "./textTime.ts";

/** Short enough to be read in a list of notes; one filtered-results link (1 to 2 kB) still fits whole. */
const maxNoteLength = 3_000;

/** ServiceNow's `close_notes` holds 4,000 characters. */
const maxCloseNotesLength = 4_000;

export type NoteInput = {
  readonly alert: Alert;
  readonly description: AlertDescription;
  readonly nowUtc: string;
};

/** Plain text: the alert is over. */
export function resolvedNote(input: NoteInput): string {
  return note(
    `${reporterOf(input)} reports this as resolved: ${titleOf(input)}`,
    input,
    resolvedLines(input),
  );
}

/** Plain text for a work item that is reopened, or that was still open when its alert came back. */
export function firedAgainNote(input: NoteInput): string {
  return note(`The alert fires again: ${titleOf(input)}`, input, firedLines(input));
}

/** Plain text: one more alert belongs to this work item. `memberCount` counts it too. */
export function newMemberNote(input: NoteInput & { readonly memberCount: number }): string {
  const resources = resourcesOf(input.alert.targetIds).slice(0, 3);
  const first = `One more alert belongs here (${input.memberCount} so far): ${titleOf(input)}`;
  return note(first, input, [
    ...labelledLine("Resource", singleLine(resources.map(resourceTitle).join(", "))),
    ...firedLines(input),
    ...labelledLine("Last seen", readableUtc(input.nowUtc)),
  ]);
}

/** Plain text: one of several alerts is over, `stillFiringCount` others are not. */
export function memberResolvedNote(input: NoteInput & { readonly stillFiringCount: number }): string {
  const { stillFiringCount } = input;
  const others = stillFiringCount === 1 ? "1 other still fires" : `${stillFiringCount} others still fire`;
  return note(`One alert is resolved, ${others}: ${titleOf(input)}`, input, resolvedLines(input));
}

/** Plain text for a new work item: where to read what was done about the same problem before. */
export function followsFormerNote(formerNumber: string): string {
  return `The same problem came up before: see ${singleLine(formerNumber)}.`;
}

/** Plain text: the route's own words, then since when and until when. */
export function closeNotes(input: NoteInput & { readonly policyText: string }): string {
  const words = cutText(plainText(input.policyText).trim(), maxCloseNotesLength / 2);
  return paragraphs([
    [words === "" ? "Azure Monitor reports that the problem is over." : words],
    resolvedLines(input).map((line) => cutText(line, 200)),
  ]);
}

function note(firstLine: string, { alert, description }: NoteInput, lines: readonly string[]): string {
  const foot = labelledLine("Alert id", cutText(singleLine(alert.alertId ?? ""), 600));
  const room = maxNoteLength - paragraphs([foot]).length - 4;
  const links = linkLines(description.links.slice(0, 1), { room, leaving: 400, leavingMore: 400 });
  const bodyRoom = room - links.join("\n").length;
  const facts = factLines(shortFacts(alert, description)).map((line) => cutText(line, 200));
  const body = fittingParagraphs(
    [[cutText(firstLine, 250), ...lines, ...facts], news(alert, description)],
    bodyRoom,
  );
  return paragraphs([[body], [...links, ...foot]]);
}

/** The first ones say what was measured; the work item's description has them all. */
function shortFacts(alert: Alert, description: AlertDescription): readonly AlertFact[] {
  return tellingFacts(alert, description)
    .filter(({ value }) => !value.includes("\n"))
    .slice(0, 4);
}

/** Only the text of a service health message is another one each time; everybody else repeats the rule's. */
function news(alert: Alert, description: AlertDescription): readonly string[] {
  const text = plainText(description.text ?? "").trim();
  return alert.family === "serviceHealth" && text !== "" ? [cutText(text, 800)] : [];
}

function firedLines({ alert, description }: NoteInput): readonly string[] {
  return labelledLine("Fired", readableUtc(description.firedAtUtc ?? alert.occurredAtUtc));
}

function resolvedLines({ alert, description, nowUtc }: NoteInput): readonly string[] {
  const isResolved = alert.condition === "resolved";
  const resolvedUtc = description.resolvedAtUtc ?? (isResolved ? alert.occurredAtUtc : nowUtc);
  const { firedAtUtc } = description;
  const span = readableSpan(firedAtUtc, resolvedUtc);
  return [
    ...labelledLine("Fired", firedAtUtc === null ? null : readableUtc(firedAtUtc)),
    ...labelledLine("Resolved", `${readableUtc(resolvedUtc)}${span === undefined ? "" : ` (after ${span})`}`),
  ];
}

function reporterOf({ alert }: NoteInput): string {
  return alert.family === "selfWarning" ? "The bridge" : "Azure";
}

function titleOf({ alert, description }: NoteInput): string {
  return alertTitle(alert, description);
}
