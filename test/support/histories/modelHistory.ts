/** What can happen, and what has to be true in the end. The model: imports nothing of the bridge. */
export type Problem = {
  readonly name: string;
  /** `instance`: its resolved is final. `time`: the newest moment decides. */
  readonly orderedBy: "instance" | "time";
};

export type HumanEdit = "resolve" | "close" | "take" | "delete" | "reopen";

export type HistoryEvent =
  | {
      readonly do: "send";
      readonly problem: number;
      readonly condition: "fired" | "resolved";
      readonly atMs: number;
    }
  | { readonly do: "edit"; readonly problem: number; readonly edit: HumanEdit }
  /** Everybody gets time to finish what is under way. */
  | { readonly do: "settle" };

export type FinalItem = {
  readonly correlationId: string;
  readonly state: "open" | "resolved" | "closed";
  readonly isDeleted: boolean;
  readonly marks: readonly string[];
};

/** Everything that is wrong with how a problem ended; empty if nothing is. `items` are those of this problem, oldest first. */
export function complaintsAbout(
  problem: Problem,
  place: number,
  history: readonly HistoryEvent[],
  items: readonly FinalItem[],
): readonly string[] {
  const complaints: string[] = [];
  const sent = history.flatMap((event) => (event.do === "send" && event.problem === place ? [event] : []));
  const edits = history.flatMap((event) =>
    event.do === "edit" && event.problem === place ? [event.edit] : [],
  );
  const hasFired = sent.some(({ condition }) => condition === "fired");
  const hasResolved = sent.some(({ condition }) => condition === "resolved");
  const mayChangeGeneration = edits.some((edit) => edit === "close" || edit === "delete");

  // One that was deleted before anybody could know of it may be made again.
  const ids = items.filter(({ isDeleted }) => !isDeleted).map(({ correlationId }) => correlationId);
  if (new Set(ids).size !== ids.length)
    complaints.push(`two work items with one correlation id: ${ids.join(", ")}`);
  const open = items.filter(({ state, isDeleted }) => state === "open" && !isDeleted);
  if (open.length > 1) complaints.push(`${open.length} open work items`);
  for (const { correlationId, marks } of items) {
    if (new Set(marks).size !== marks.length) complaints.push(`a note was written twice in ${correlationId}`);
  }
  if (!hasFired && items.length > 0) complaints.push("a work item although nothing fired");
  if (!mayChangeGeneration && items.length > 1)
    complaints.push(`${items.length} work items although none was closed or deleted`);

  return problem.orderedBy === "instance"
    ? [...complaints, ...complaintsAboutInstance({ hasFired, hasResolved, edits, items, open: open.length })]
    : [...complaints, ...complaintsAboutTime(history, place, items, open.length)];
}

function complaintsAboutInstance(seen: {
  readonly hasFired: boolean;
  readonly hasResolved: boolean;
  readonly edits: readonly HumanEdit[];
  readonly items: readonly FinalItem[];
  readonly open: number;
}): readonly string[] {
  const { hasFired, hasResolved, edits, items, open } = seen;
  const complaints: string[] = [];
  // One instance fires once: whatever people do to its ticket, there is no reason for a second.
  const kept = items.filter(({ isDeleted }) => !isDeleted);
  if (hasFired && items.length === 0) complaints.push("no work item although it fired");
  if (kept.length > 1) complaints.push(`${kept.length} work items for one instance`);
  if (hasFired && kept.length === 0 && !edits.includes("delete")) complaints.push("its work item is gone");
  if (hasFired && hasResolved && open > 0 && !edits.includes("reopen"))
    complaints.push("still open although resolved");
  if (hasFired && !hasResolved && open !== 1 && edits.every((edit) => edit === "take" || edit === "reopen")) {
    complaints.push("not open although it fires");
  }
  return complaints;
}

function complaintsAboutTime(
  history: readonly HistoryEvent[],
  place: number,
  items: readonly FinalItem[],
  open: number,
): readonly string[] {
  const newest = newestOf(history, place);
  if (newest === undefined) return [];
  const { condition, index } = newest;
  const later = history.slice(index + 1);
  const isEditedLater = later.some((event) => event.do === "edit" && event.problem === place);
  const settledBefore = history.slice(0, index).findLastIndex(({ do: what }) => what === "settle");
  const isEditedAround = history
    .slice(settledBefore + 1)
    .some((event) => event.do === "edit" && event.problem === place);
  if (condition === "fired" && !isEditedAround && !isEditedLater && open !== 1) {
    return [`${open} open work items (of ${items.length}) although the newest message fires`];
  }
  if (condition === "resolved" && open > 0 && !history.some(isReopenOf(place))) {
    return ["still open although the newest message resolves"];
  }
  return [];
}

const isReopenOf = (place: number) => (event: HistoryEvent) =>
  event.do === "edit" && event.edit === "reopen" && event.problem === place;

/** Of two at the same moment, `resolved` is the newer. The index is that of its first sending. */
function newestOf(history: readonly HistoryEvent[], place: number) {
  let newest: { atMs: number; condition: "fired" | "resolved"; index: number } | undefined;
  for (const [index, event] of history.entries()) {
    if (event.do !== "send" || event.problem !== place) continue;
    const { atMs, condition } = event;
    const isNewer =
      newest === undefined ||
      atMs > newest.atMs ||
      (atMs === newest.atMs && condition === "resolved" && newest.condition === "fired");
    if (isNewer) newest = { atMs, condition, index };
  }
  return newest;
}
