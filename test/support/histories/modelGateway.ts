import type { Lookup, WorkItemGateway, Written } from "../../../shared/delivery/ports.ts";
import { BridgeError } from "../../../shared/failures/bridgeError.ts";
import type { WorkItemSeen } from "../../../shared/workItems/workItem.ts";
import type { ModelItem, ModelPartner, WriteFate } from "./modelPartner.ts";

/** The port in front of the model's partner: turns fates into what a client would see. */
export function modelGateway(
  partner: ModelPartner,
  nextFate: () => WriteFate,
  nowMs: () => number,
  canCreateResolved: boolean,
): WorkItemGateway {
  function write(run: () => ModelItem): Written {
    const fate = nextFate();
    if (fate === "doneLate") {
      partner.later(nowMs(), run);
      throw unanswered();
    }
    if (fate === "refused") throw new BridgeError("SERVICENOW_BUSY", "refused");
    if (fate === "notDoneAndUnanswered") throw unanswered();
    const seen = seenOf(run());
    if (fate === "doneButUnanswered") throw unanswered();
    return { seen, drift: [] };
  }

  function existing(id: string): ModelItem {
    const item = partner.byId(id);
    if (item === undefined) throw new BridgeError("SERVICENOW_RECORD_NOT_FOUND", id);
    return item;
  }

  const lookupOf = (item: ModelItem | undefined): Lookup =>
    item === undefined ? { kind: "absent", isReadingProven: true } : { kind: "found", seen: seenOf(item) };

  return {
    create: async ({ correlationId }, note, _observe, over) => {
      const end = canCreateResolved ? over : undefined;
      const marks = [note, end?.note].flatMap((one) => one?.mark ?? []);
      return write(() => partner.create(correlationId, end === undefined ? "open" : "resolved", marks));
    },
    find: async (_kind, { id }) => lookupOf(partner.byId(id)),
    findByCorrelationId: async (_kind, correlationId) => lookupOf(partner.byCorrelationId(correlationId)),
    addNote: async (_kind, { id }, { mark }) => {
      const item = existing(id);
      return write(() => changed(partner, item, undefined, mark));
    },
    resolve: async (_kind, { id }, { note }) => {
      const item = existing(id);
      return write(() => changed(partner, item, "resolved", note.mark));
    },
    reopen: async (_kind, { id }, { mark }) => {
      const item = existing(id);
      return write(() => changed(partner, item, "open", mark));
    },
    hasNote: async (_kind, { id }, mark) =>
      partner.byId(id)?.marks.includes(mark) === true ? "there" : "absent",
  };
}

function changed(
  partner: ModelPartner,
  item: ModelItem,
  state: ModelItem["state"] | undefined,
  mark: string,
): ModelItem {
  partner.change(item, state, mark);
  return item;
}

function unanswered(): BridgeError {
  return new BridgeError("SERVICENOW_TIMEOUT", "no answer", { mayHaveHappened: true });
}

function seenOf({ id, number, correlationId, state, isTaken }: ModelItem): WorkItemSeen {
  return { ref: { id, number }, correlationId, state, isTakenByPerson: isTaken };
}
