import type { TicketRecord } from "../delivery/ticketRecord.ts";
import type { WorkItemKind, WorkItemRef } from "../workItems/workItem.ts";

/** Where a person can look at a work item; null for a connection that does not exist any more. */
export type TicketLinks = (
  connection: string,
  kind: WorkItemKind,
  ref: WorkItemRef,
) => Promise<string | null>;

/** A ticket as the API shows it. */
export type TicketView = {
  readonly correlationId: string;
  /** Null while there is nothing at the partner. */
  readonly number: string | null;
  readonly url: string | null;
  /** As last seen or done by the bridge. */
  readonly state: TicketRecord["state"];
  readonly kind: WorkItemKind;
  readonly generation: number;
  readonly connection: string;
  readonly route: string;
  readonly title: string;
  readonly severity: number | null;
  readonly openedAtUtc: string;
  readonly changedAtUtc: string;
  /** Alerts that belong to it, and how many of them still fire. */
  readonly members: number;
  readonly firing: number;
  /** What is being done right now, or was when a process died. */
  readonly pending: { readonly kind: string; readonly startedAtUtc: string } | null;
  /** Of a storm's ticket: the rule, its cap, and how many alerts have joined. */
  readonly storm: {
    readonly rule: string;
    readonly sinceUtc: string;
    readonly moreThan: number;
    readonly withinMinutes: number;
    readonly joined: number;
  } | null;
  /** The correlation id of the storm's ticket that its alerts belong to. */
  readonly memberOf: string | null;
};

export async function viewTicket(record: TicketRecord, links: TicketLinks): Promise<TicketView> {
  const { connection, workItemKind, ref, pending, storm } = record;
  const members = Object.values(record.members);
  return {
    correlationId: record.correlationId,
    number: ref?.number ?? null,
    url: ref === undefined ? null : await links(connection, workItemKind, ref),
    state: record.state,
    kind: workItemKind,
    generation: record.generation,
    connection,
    route: record.route,
    title: record.title,
    severity: record.severity,
    openedAtUtc: record.openedAtUtc,
    changedAtUtc: record.changedAtUtc,
    members: members.length,
    firing: members.filter(({ condition }) => condition === "fired").length,
    pending: pending === undefined ? null : { kind: pending.kind, startedAtUtc: pending.startedAtUtc },
    storm:
      storm === undefined
        ? null
        : {
            rule: storm.rule,
            sinceUtc: storm.sinceUtc,
            moreThan: storm.moreThan,
            withinMinutes: storm.withinMs / 60_000,
            joined: storm.joined,
          },
    memberOf: record.memberOf?.correlationId ?? null,
  };
}
