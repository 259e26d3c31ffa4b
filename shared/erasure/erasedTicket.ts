import type { TicketRecord } from "../delivery/ticketRecord.ts";

/** The texts of a ticket's record, changed: its title, and the rule's name wherever a storm has left it. */
export function erasedTicket(record: TicketRecord, change: (text: string) => string): TicketRecord {
  const { storm, memberOf, pending } = record;
  const withoutRule = <T extends { readonly rule: string }>(facts: T): T => ({
    ...facts,
    rule: change(facts.rule),
  });
  return {
    ...record,
    title: record.title === "" ? "" : change(record.title),
    ...(storm === undefined ? {} : { storm: withoutRule(storm) }),
    ...(memberOf === undefined ? {} : { memberOf: { ...memberOf, storm: withoutRule(memberOf.storm) } }),
    ...(pending?.after.storm === undefined
      ? {}
      : { pending: { ...pending, after: { ...pending.after, storm: withoutRule(pending.after.storm) } } }),
  };
}
