import { describe, expect, it } from "vitest";

import { admit, nextWindow, type StormWindow, windowStartUtc } from "../../../shared/storms/stormWindow.ts";

const policy = { moreThan: 3, withinMs: 600_000 };
const at = (time: string) => `2026-03-01T${time}.000Z`;

/** Plays tickets through the windows of one rule: what each of them got, and the windows. */
function play(tickets: readonly (readonly [name: string, time: string])[], cap = policy) {
  const windows = new Map<string, StormWindow>();
  const places = tickets.map(([correlationId, time]) => {
    const receivedAtUtc = at(time);
    const start = windowStartUtc(receivedAtUtc, cap);
    const former = new Date(Date.parse(start) - cap.withinMs).toISOString();
    const window = windows.get(start) ?? nextWindow(windows.get(former), "rule", start, cap);
    const admission = admit(window, { correlationId, receivedAtUtc }, cap);
    windows.set(start, admission.window);
    return admission.place.kind === "own" ? "own" : `storm of ${admission.place.sinceUtc.slice(11, 16)}`;
  });
  return { places, windows };
}

describe("which new tickets belong to a storm", () => {
  it.each([
    {
      what: "as many as the cap are ordinary; the next begins a storm",
      tickets: [
        ["a", "12:00:00"],
        ["b", "12:01:00"],
        ["c", "12:02:00"],
        ["d", "12:03:00"],
        ["e", "12:09:00"],
      ],
      places: ["own", "own", "own", "storm of 12:03", "storm of 12:03"],
    },
    {
      what: "asking again for the same ticket changes nothing, before and after the storm has begun",
      tickets: [
        ["a", "12:00:00"],
        ["a", "12:00:00"],
        ["a", "12:00:00"],
        ["a", "12:00:00"],
        ["b", "12:01:00"],
        ["c", "12:02:00"],
        ["d", "12:03:00"],
        ["a", "12:00:00"],
        ["d", "12:03:00"],
      ],
      places: [...["own", "own", "own", "own", "own", "own"], ...["storm of 12:03", "own", "storm of 12:03"]],
    },
    {
      what: "the ten minutes are the last ten, not those on the clock's face",
      tickets: [
        ["a", "12:08:00"],
        ["b", "12:09:00"],
        ["c", "12:09:59"],
        ["d", "12:10:01"],
        ["e", "12:18:30"],
      ],
      places: ["own", "own", "own", "storm of 12:10", "storm of 12:10"],
    },
    {
      what: "what was long enough ago does not count",
      tickets: [
        ["a", "12:00:00"],
        ["b", "12:01:00"],
        ["c", "12:09:00"],
        ["d", "12:11:30"],
        ["e", "12:12:00"],
        ["f", "12:13:00"],
      ],
      places: ["own", "own", "own", "own", "own", "storm of 12:13"],
    },
    {
      what: "a storm goes on through a stretch with more than the cap, and ends after one without",
      tickets: [
        ["a", "12:00:00"],
        ["b", "12:00:00"],
        ["c", "12:00:00"],
        ["d", "12:00:01"],
        // More than the cap.
        ["e", "12:10:00"],
        ["f", "12:11:00"],
        ["g", "12:12:00"],
        ["h", "12:13:00"],
        // Not more than the cap.
        ["i", "12:25:00"],
        // Over; then the next one begins.
        ["j", "12:31:00"],
        ["k", "12:32:00"],
        ["l", "12:33:00"],
        ["m", "12:34:00"],
      ],
      places: [
        ...["own", "own", "own", "storm of 12:00", "storm of 12:00", "storm of 12:00", "storm of 12:00"],
        ...["storm of 12:00", "storm of 12:00", "own", "own", "own", "storm of 12:34"],
      ],
    },
    {
      what: "a stretch in which nothing came ends it",
      tickets: [
        ["a", "12:00:00"],
        ["b", "12:00:00"],
        ["c", "12:00:00"],
        ["d", "12:00:01"],
        ["e", "12:21:00"],
      ],
      places: ["own", "own", "own", "storm of 12:00", "own"],
    },
  ] as const)("$what", ({ tickets, places }) => {
    expect(play(tickets).places).toEqual(places);
  });

  it("however many come, a stretch remembers no more than the cap and one", () => {
    const tickets = Array.from({ length: 50 }, (_, place) => [`t${place}`, "12:00:00"] as const);
    const more = Array.from({ length: 50 }, (_, place) => [`u${place}`, "12:10:00"] as const);
    const { windows } = play([...tickets, ...more]);
    expect([...windows.values()].map((window) => window.tickets.length)).toEqual([4, 4]);
  });
});
