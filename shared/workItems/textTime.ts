/** "2026-03-01 11:58:00 UTC", which sorts and needs no explanation. What is no ISO moment stays as it is. */
export function readableUtc(momentUtc: string): string {
  const ms = Date.parse(momentUtc);
  return Number.isNaN(ms) ? momentUtc : `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

const unitsMs = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** The two largest units: "2 d 3 h", "25 min", "1 min 5 s". Undefined if a moment is missing or they are in the wrong order. */
export function readableSpan(fromUtc: string | null, toUtc: string): string | undefined {
  const spanMs = Date.parse(toUtc) - Date.parse(fromUtc ?? "");
  if (!(spanMs >= 1_000)) return undefined;
  const first = unitsMs.findIndex(([, unitMs]) => spanMs >= unitMs);
  let restMs = spanMs;
  const parts = unitsMs.slice(first, first + 2).map(([name, unitMs]) => {
    const count = Math.floor(restMs / unitMs);
    restMs -= count * unitMs;
    return count > 0 ? `${count} ${name}` : "";
  });
  return parts.filter((part) => part !== "").join(" ");
}
