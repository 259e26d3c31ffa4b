/** What an id looks like. `other` may be an alert id (a GUID or a resource id) or a dead letter's. */
export type IdKind = "delivery" | "correlationId" | "ticketNumber" | "other";

export function whatIsId(id: string): IdKind {
  if (/^dlv-/i.test(id)) return "delivery";
  // ServiceNow shows it with the generation's number at its end.
  if (/^atb-[0-9a-f]{32}(-\d+)?$/i.test(id)) return "correlationId";
  // A prefix of capitals (INC, CHG, SIR…) and digits, as number maintenance in ServiceNow makes them.
  if (/^[a-z]{2,8}\d{4,}$/i.test(id)) return "ticketNumber";
  return "other";
}
