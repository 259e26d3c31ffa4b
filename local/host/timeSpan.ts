const dayMs = 86_400_000;

/**
 * Reads a .NET TimeSpan (`[d.]hh:mm[:ss[.fffffff]]`) as milliseconds; `undefined` if it is none.
 * As in .NET, hours of 24 or more mean days: `24:00:00` is 24 days and 0 hours.
 * https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#timespan
 */
export function parseTimeSpan(text: string): number | undefined {
  const parts = /^(?:(\d+)\.)?(\d{1,3}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,7}))?)?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, days, first, second, third, fraction] = parts;
  if (days === undefined && Number(first) >= 24) {
    return fromParts(Number(first), Number(second), Number(third ?? 0), 0, 0);
  }
  const fractionMs = Number(`0.${fraction ?? "0"}`) * 1000;
  return fromParts(Number(days ?? 0), Number(first), Number(second), Number(third ?? 0), fractionMs);
}

function fromParts(days: number, hours: number, minutes: number, seconds: number, fractionMs: number) {
  if (hours >= 24 || minutes >= 60 || seconds >= 60) return undefined;
  return days * dayMs + ((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.round(fractionMs);
}
