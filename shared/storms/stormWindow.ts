import type { StormPolicy } from "./storm.ts";

/** One ticket that was about to be made. */
type NewTicket = {
  readonly correlationId: string;
  readonly receivedAtUtc: string;
  /** Whether it got a work item of its own; otherwise it joined the storm. */
  readonly isOwn: boolean;
};

/**
 * What is known of one rule in one stretch of time, as long as its cap is counted for. Stretches begin at whole multiples
 * of their length, and a message belongs to the one in which it arrived: so everybody who asks again, however late, finds
 * what was decided.
 */
export type StormWindow = {
  readonly v: 1;
  readonly key: string;
  readonly startsAtUtc: string;
  /** In the order of asking; never more than the cap and one. */
  readonly tickets: readonly NewTicket[];
  /** When those of the stretch before arrived that got a work item of their own. */
  readonly before: readonly string[];
  readonly storm?: {
    readonly sinceUtc: string;
    /** It began in an earlier stretch and goes on. */
    readonly isCarried: boolean;
  };
};

export type Admission = {
  readonly place: { readonly kind: "own" } | { readonly kind: "storm"; readonly sinceUtc: string };
  /** As it has to be stored before the answer counts; the same object if nothing has changed. */
  readonly window: StormWindow;
};

export function windowStartUtc(receivedAtUtc: string, { withinMs }: StormPolicy): string {
  return new Date(Math.floor(Date.parse(receivedAtUtc) / withinMs) * withinMs).toISOString();
}

/** The stretch after `before`: a storm ends when a whole stretch passes in which there were no more than the cap. */
export function nextWindow(
  before: StormWindow | undefined,
  key: string,
  startsAtUtc: string,
  { moreThan }: StormPolicy,
): StormWindow {
  const { storm, tickets = [] } = before ?? {};
  const goesOn = storm !== undefined && (!storm.isCarried || tickets.length > moreThan);
  return {
    v: 1,
    key,
    startsAtUtc,
    tickets: [],
    before: tickets.filter(({ isOwn }) => isOwn).map(({ receivedAtUtc }) => receivedAtUtc),
    ...(goesOn ? { storm: { sinceUtc: storm.sinceUtc, isCarried: true } } : {}),
  };
}

/** Decides whether a new ticket gets a work item of its own. Asking again for the same ticket changes nothing. */
export function admit(
  window: StormWindow,
  { correlationId, receivedAtUtc }: Pick<NewTicket, "correlationId" | "receivedAtUtc">,
  { moreThan, withinMs }: StormPolicy,
): Admission {
  const { storm, tickets } = window;
  const known = tickets.find((ticket) => ticket.correlationId === correlationId);
  if (known?.isOwn === true) return { place: { kind: "own" }, window };

  if (storm !== undefined) {
    const place = { kind: "storm", sinceUtc: storm.sinceUtc } as const;
    // Whether it goes on is known already: then reading is enough, however many there are.
    const isDecided = known !== undefined || !storm.isCarried || tickets.length > moreThan;
    if (isDecided) return { place, window };
    return {
      place,
      window: { ...window, tickets: [...tickets, { correlationId, receivedAtUtc, isOwn: false }] },
    };
  }

  const sinceMs = Date.parse(receivedAtUtc) - withinMs;
  const recentBefore = window.before.filter((utc) => Date.parse(utc) > sinceMs).length;
  const isOwn = tickets.length + recentBefore < moreThan;
  const withThis = { ...window, tickets: [...tickets, { correlationId, receivedAtUtc, isOwn }] };
  return isOwn
    ? { place: { kind: "own" }, window: withThis }
    : {
        place: { kind: "storm", sinceUtc: receivedAtUtc },
        window: { ...withThis, storm: { sinceUtc: receivedAtUtc, isCarried: false } },
      };
}
