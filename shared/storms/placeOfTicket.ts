import type { Alert } from "../alerts/alert.ts";
import type { Route } from "../routing/route.ts";
import { type StormFacts, stormKeyOf, stormRuleOf } from "./storm.ts";
import { admit, nextWindow, windowStartUtc } from "./stormWindow.ts";
import type { StormWindows } from "./stormWindows.ts";

type TicketToBe = {
  readonly alert: Alert;
  readonly route: Route;
  readonly correlationId: string;
  readonly receivedAtUtc: string;
};

/** Messages wait for days at most; what they would ask for is kept longer. */
const keptMs = 8 * 24 * 60 * 60 * 1000;

/**
 * The storm that a new ticket belongs to; undefined if it gets a work item of its own. The answer is stored before it is
 * given, and stays the same for the same ticket. Throws BridgeError STORAGE_UNAVAILABLE.
 */
export async function placeOfTicket(
  windows: StormWindows,
  { alert, route, correlationId, receivedAtUtc }: TicketToBe,
): Promise<StormFacts | undefined> {
  const { storm: policy } = route;
  if (policy === undefined) return undefined;
  const key = stormKeyOf(alert, route);
  const startsAtUtc = windowStartUtc(receivedAtUtc, policy);

  // A conflict means that somebody else's write went through, and a window is written at most moreThan + 1 times.
  for (let tries = 0; tries <= 2 * policy.moreThan + 10; tries += 1) {
    const stored = await windows.read(key, startsAtUtc);
    const window = stored?.window ?? (await opened(windows, key, startsAtUtc, policy));
    const admission = admit(window, { correlationId, receivedAtUtc }, policy);
    const isWritten =
      admission.window === stored?.window ||
      (await windows.write(admission.window, stored?.version)).kind === "written";
    if (!isWritten) continue;
    if (stored === undefined) await windows.forget(key, momentBefore(startsAtUtc, keptMs));
    const { place } = admission;
    return place.kind === "own"
      ? undefined
      : { ...policy, key, rule: stormRuleOf(alert), sinceUtc: place.sinceUtc };
  }
  throw new Error(`the storm window ${key} ${startsAtUtc} changes without end`);
}

/** Correlation ids of the tickets that got work items of their own before the storm began, oldest first. */
export async function ticketsBeforeStorm(
  windows: Pick<StormWindows, "read">,
  { key, sinceUtc, ...policy }: StormFacts,
): Promise<readonly string[]> {
  const startsAtUtc = windowStartUtc(sinceUtc, policy);
  const [before, during] = await Promise.all([
    windows.read(key, momentBefore(startsAtUtc, policy.withinMs)),
    windows.read(key, startsAtUtc),
  ]);
  const earliestMs = Date.parse(sinceUtc) - policy.withinMs;
  return [...(before?.window.tickets ?? []), ...(during?.window.tickets ?? [])]
    .filter(({ isOwn, receivedAtUtc }) => isOwn && Date.parse(receivedAtUtc) > earliestMs)
    .map(({ correlationId }) => correlationId);
}

async function opened(
  windows: StormWindows,
  key: string,
  startsAtUtc: string,
  policy: NonNullable<Route["storm"]>,
) {
  const before = await windows.read(key, momentBefore(startsAtUtc, policy.withinMs));
  return nextWindow(before?.window, key, startsAtUtc, policy);
}

function momentBefore(momentUtc: string, ms: number): string {
  return new Date(Date.parse(momentUtc) - ms).toISOString();
}
