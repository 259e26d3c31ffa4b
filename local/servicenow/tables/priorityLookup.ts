/** Base system rules of `dl_u_priority`: impact and urgency, 1 to 3 each, add up to a priority of 1 to 5. */
export function priorityFor(impact: string, urgency: string): string | undefined {
  if (!/^[123]$/.test(impact) || !/^[123]$/.test(urgency)) return undefined;
  return String(Number(impact) + Number(urgency) - 1);
}
