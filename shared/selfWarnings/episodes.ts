import type { SeenMessage } from "../status/queueSight.ts";
import { type Condition, conditionKey } from "./condition.ts";

/** One condition from its beginning to its end: one incident. */
export type Episode = {
  readonly key: string;
  readonly startedAtUtc: string;
  /** As it was when the episode began: what is said of its end has to speak of the same. */
  readonly condition: Condition;
  readonly endedAtUtc?: string;
  /** Decided, but perhaps not sent yet: whoever comes next sends it (again, which does no harm). */
  readonly toSend?: "fired" | "resolved";
};

/** What all instances know together about warnings. */
export type WarningState = {
  readonly v: 1;
  readonly episodes: readonly Episode[];
  /** The longest waiting message that was seen, for as long as it waits. */
  readonly oldest?: SeenMessage;
};

export const noWarnings: WarningState = { v: 1, episodes: [] };

/** State shared by all instances. Every method throws BridgeError STORAGE_UNAVAILABLE. */
export interface WarningStates {
  read(): Promise<{ readonly state: WarningState; readonly version: string } | undefined>;
  /** Only if the state still has the expected version (`undefined`: does not exist). */
  write(
    state: WarningState,
    expectedVersion: string | undefined,
  ): Promise<{ readonly kind: "written" | "conflict" }>;
}

/** New conditions begin an episode, those that are over end theirs, those that last change nothing. Pure. */
export function nextEpisodes(
  before: readonly Episode[],
  conditions: readonly Condition[],
  nowUtc: string,
): readonly Episode[] {
  const lasting = new Map(conditions.map((condition) => [conditionKey(condition), condition]));
  const known = before.map((episode): Episode => {
    if (episode.endedAtUtc !== undefined || lasting.has(episode.key)) return episode;
    return { ...episode, endedAtUtc: nowUtc, toSend: "resolved" };
  });
  const running = new Set(known.filter(({ endedAtUtc }) => endedAtUtc === undefined).map(({ key }) => key));
  const begun = [...lasting]
    .filter(([key]) => !running.has(key))
    .map(([key, condition]): Episode => ({ key, startedAtUtc: nowUtc, condition, toSend: "fired" }));
  return [...known, ...begun];
}

/** What is left to know once everything was sent: an episode that is over is forgotten. */
export function afterSending(episodes: readonly Episode[]): readonly Episode[] {
  return episodes
    .filter(({ endedAtUtc }) => endedAtUtc === undefined)
    .map(({ toSend: _sent, ...episode }) => episode);
}
