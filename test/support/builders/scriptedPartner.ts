import type { CallObserver, Lookup, WorkItemGateway, Written } from "../../../shared/delivery/ports.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { WorkItemDraft, WorkItemSeen } from "../../../shared/workItems/workItem.ts";

export type PartnerItem = {
  readonly id: string;
  readonly number: string;
  readonly correlationId: string;
  readonly draft: WorkItemDraft;
  state: "open" | "resolved" | "closed";
  isTaken: boolean;
  /** Each as `text [mark]`. */
  readonly notes: string[];
  closed?: { readonly closeCode: string | undefined; readonly closeNotes: string };
};

type Call = Exclude<keyof WorkItemGateway, symbol>;

/** What becomes of the next call of a kind. */
type Fate = { readonly on: Call; readonly error: BridgeError; readonly isDone: boolean };

const counted = { allowed: undefined, isRefused: false };

/** A ticket system in memory that does what it is asked, unless the test says what goes wrong. */
export class ScriptedPartner {
  items: PartnerItem[] = [];
  /** Every call, by name. */
  readonly calls: Call[] = [];
  /** Whether its user demonstrably sees such records. */
  isReadingProven = true;
  areNotesReadable = true;
  /** Whether it makes what is over already resolved at once. */
  canCreateResolved = true;
  /** Fields that it stores otherwise than they were sent. */
  drift: Written["drift"] = [];
  /** Runs when a call has come in, before it is answered. */
  onCall: (call: Call) => Promise<void> | void = () => undefined;
  private fates: Fate[] = [];
  private madeCount = 0;

  /** The next call of that kind is refused: nothing was done. */
  refuses(on: Call, error = new BridgeError("SERVICENOW_ACL_DENIED", "refused")): void {
    this.fates.push({ on, error, isDone: false });
  }

  /** The next call of that kind gets no answer; whether it was done, nobody can say. */
  leavesUnanswered(on: Call, { isDone }: { readonly isDone: boolean }): void {
    const error = new BridgeError("SERVICENOW_TIMEOUT", "no answer", { mayHaveHappened: true });
    this.fates.push({ on, error, isDone });
  }

  only(): PartnerItem {
    const [item, ...others] = this.items;
    if (item === undefined || others.length > 0) throw new Error(`${this.items.length} work items, not one`);
    return item;
  }

  readonly gateway: WorkItemGateway = {
    create: (draft, note, observe, over) => {
      const end = this.canCreateResolved ? over : undefined;
      return this.write("create", observe, () => {
        this.madeCount += 1;
        const item: PartnerItem = {
          id: `id-${this.madeCount}`,
          number: `INC000000${this.madeCount}`,
          correlationId: draft.correlationId,
          draft,
          state: end === undefined ? "open" : "resolved",
          isTaken: false,
          notes: [note, end?.note].flatMap((one) => (one === undefined ? [] : [`${one.text} [${one.mark}]`])),
          ...(end === undefined ? {} : { closed: { closeCode: end.closeCode, closeNotes: end.closeNotes } }),
        };
        this.items.push(item);
        return item;
      });
    },
    addNote: (_kind, { id }, note, observe) => this.change("addNote", id, undefined, note, observe),
    resolve: (_kind, { id }, { note, closeCode, closeNotes }, observe) => {
      return this.change("resolve", id, "resolved", note, observe, { closeCode, closeNotes });
    },
    reopen: (_kind, { id }, note, observe) => this.change("reopen", id, "open", note, observe),
    find: (_kind, { id }, observe) => {
      return this.read("find", observe, () => this.lookup(this.items.find((item) => item.id === id)));
    },
    findByCorrelationId: (_kind, correlationId, observe) => {
      return this.read("findByCorrelationId", observe, () =>
        this.lookup(this.items.find((item) => item.correlationId === correlationId)),
      );
    },
    hasNote: (_kind, { id }, mark, observe) => {
      return this.read("hasNote", observe, () => {
        if (!this.areNotesReadable) return "unreadable";
        const notes = this.items.find((item) => item.id === id)?.notes ?? [];
        return notes.some((note) => note.endsWith(`[${mark}]`)) ? "there" : "absent";
      });
    },
  };

  private change(
    call: "addNote" | "resolve" | "reopen",
    id: string,
    state: "open" | "resolved" | undefined,
    note: { readonly text: string; readonly mark: string },
    observe: CallObserver,
    closed?: PartnerItem["closed"],
  ): Promise<Written> {
    return this.write(call, observe, () => {
      const item = this.items.find((one) => one.id === id);
      if (item === undefined) throw new BridgeError("SERVICENOW_RECORD_NOT_FOUND", id);
      item.notes.push(`${note.text} [${note.mark}]`);
      if (state !== undefined) item.state = state;
      if (closed !== undefined) item.closed = closed;
      return item;
    });
  }

  private async write(call: Call, observe: CallObserver, run: () => PartnerItem): Promise<Written> {
    const fate = await this.begin(call);
    if (fate?.isDone === true) run();
    if (fate !== undefined) {
      const { code } = fate.error;
      observe({ method: "POST", path: "/incidents", status: undefined, durationMs: 5, code }, counted);
      throw fate.error;
    }
    const item = run();
    observe({ method: "POST", path: "/incidents", status: 200, durationMs: 5 }, counted);
    return { seen: seenOf(item), drift: this.drift };
  }

  private async read<T>(call: Call, observe: CallObserver, run: () => T): Promise<T> {
    const fate = await this.begin(call);
    const status = fate === undefined ? 200 : 403;
    observe({ method: "GET", path: "/incidents", status, durationMs: 5 }, counted);
    if (fate !== undefined) throw fate.error;
    return run();
  }

  private async begin(call: Call): Promise<Fate | undefined> {
    this.calls.push(call);
    await this.onCall(call);
    const fate = this.fates.find(({ on }) => on === call);
    this.fates = this.fates.filter((one) => one !== fate);
    return fate;
  }

  private lookup(item: PartnerItem | undefined): Lookup {
    return item === undefined
      ? { kind: "absent", isReadingProven: this.isReadingProven }
      : { kind: "found", seen: seenOf(item) };
  }
}

function seenOf({ id, number, correlationId, state, isTaken }: PartnerItem): WorkItemSeen {
  return { ref: { id, number }, correlationId, state, isTakenByPerson: isTaken };
}
