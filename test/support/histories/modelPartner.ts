/**
 * A ticket system as small as it can be. The model: imports nothing of the bridge, so that both cannot be wrong together.
 */
export type ModelItem = {
  readonly id: string;
  readonly number: string;
  readonly correlationId: string;
  state: "open" | "resolved" | "closed";
  isTaken: boolean;
  isDeleted: boolean;
  readonly marks: string[];
};

/**
 * What happens to a write: done and answered; done, but the answer is lost; done a minute later, when nobody waits for
 * the answer any more; refused before anything is done; lost on the way.
 */
export type WriteFate = "answered" | "doneButUnanswered" | "doneLate" | "refused" | "notDoneAndUnanswered";

/** A partner that cancels its own transactions after a minute never does anything later than this. */
const lateMs = 60_000;

export class ModelPartner {
  readonly items: ModelItem[] = [];
  private late: { readonly atMs: number; readonly run: () => void }[] = [];

  /** Does what it was asked a minute ago and has not got round to. */
  catchUp(nowMs: number): void {
    const due = this.late.filter(({ atMs }) => atMs <= nowMs);
    this.late = this.late.filter((one) => !due.includes(one));
    for (const { run } of due) run();
  }

  later(nowMs: number, run: () => void): void {
    this.late.push({ atMs: nowMs + lateMs, run });
  }

  create(correlationId: string, state: "open" | "resolved", marks: string[]): ModelItem {
    const place = this.items.length + 1;
    const item: ModelItem = {
      id: `id-${place}`,
      number: `INC${String(place).padStart(7, "0")}`,
      correlationId,
      state,
      isTaken: false,
      isDeleted: false,
      marks,
    };
    this.items.push(item);
    return item;
  }

  byId(id: string): ModelItem | undefined {
    return this.items.find((item) => item.id === id && !item.isDeleted);
  }

  byCorrelationId(correlationId: string): ModelItem | undefined {
    return this.items.find((item) => item.correlationId === correlationId && !item.isDeleted);
  }

  change(item: ModelItem, state: ModelItem["state"] | undefined, mark: string): void {
    item.marks.push(mark);
    // Closed has no way back; a partner refuses it, and here nothing happens.
    if (state !== undefined && item.state !== "closed") item.state = state;
  }
}
