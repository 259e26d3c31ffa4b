import { ticketsBeforeStorm } from "../storms/placeOfTicket.ts";
import { newStormRecord, type StormRecord } from "../storms/storm.ts";
import { needsStormLook, planStorm, stormAfter } from "../workItems/planStorm.ts";
import { needsLook, type Plan, type PlanInput, planWorkItem } from "../workItems/planWorkItem.ts";
import type { DeliveryParts } from "./deliveryParts.ts";
import { messageOf, newRecord, type ReadDelivery } from "./deliveryRound.ts";
import type { DeliveryEnvelope } from "./envelope.ts";
import type { TicketRecord } from "./ticketRecord.ts";

/** What there is to plan with. A storm's ticket also knows the alerts that were over before they joined it. */
export function knownRecord(
  delivery: ReadDelivery,
  stored: TicketRecord | undefined,
  nowMs: number,
): TicketRecord | undefined {
  if (stored?.memberOf !== undefined) {
    // The storm is over, and so are its alerts: what comes now has nothing to do with them.
    const { memberOf: _storm, ...kept } = stored;
    return { ...kept, members: {} };
  }
  if (delivery.envelope.storm?.isOver !== true) return stored;
  const record = stored ?? newRecord(delivery, nowMs);
  const { memberId, occurredAtUtc } = messageOf(delivery);
  const { storm } = record;
  if (storm === undefined || record.members[memberId] !== undefined) return record;
  return {
    ...record,
    members: { ...record.members, [memberId]: { condition: "resolved", newestAtUtc: occurredAtUtc } },
    storm: { ...storm, joined: storm.joined + 1 },
  };
}

export function planFor(input: PlanInput, envelope: DeliveryEnvelope): Plan {
  const storm = stormOf(input.record, envelope);
  return storm === undefined ? planWorkItem(input) : planStorm({ ...input, storm });
}

export function needsLookFor(input: Omit<PlanInput, "sight">, envelope: DeliveryEnvelope): boolean {
  const storm = stormOf(input.record, envelope);
  return storm === undefined ? needsLook(input) : needsStormLook({ ...input, storm });
}

function stormOf(record: TicketRecord | undefined, { storm }: DeliveryEnvelope): StormRecord | undefined {
  return record?.storm ?? (storm === undefined ? undefined : newStormRecord(storm));
}

/** The part of a record that changes when a message to a storm's ticket is dealt with; nothing for any other. */
export function stormChange(
  record: TicketRecord,
  memberId: string,
  { isNoted, nowUtc }: { readonly isNoted: boolean; readonly nowUtc: string },
): Pick<TicketRecord, "storm"> {
  const { storm, members } = record;
  if (storm === undefined) return {};
  return { storm: stormAfter(storm, { isNew: members[memberId] === undefined, isNoted, nowUtc }) };
}

/** Numbers of what was made before the storm, oldest first; those that storage does not tell are left out. */
export async function firstTicketsOf(
  { stormWindows, store, log }: Pick<DeliveryParts, "stormWindows" | "store" | "log">,
  storm: StormRecord,
): Promise<readonly string[]> {
  const mostRead = 20;
  try {
    const ids = await ticketsBeforeStorm(stormWindows, storm);
    const stored = await Promise.all(ids.slice(0, mostRead).map((id) => store.read(id)));
    return stored.flatMap((ticket) => ticket?.record.ref?.number ?? []);
  } catch (error) {
    // The storm's ticket is worth more than the list in it.
    log("storm.unlisted", { key: storm.key, error: String(error) });
    return [];
  }
}
