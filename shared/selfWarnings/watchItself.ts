import type { DeadLetterStore } from "../deadLetters/deadLetterStore.ts";
import type { LogEvent } from "../delivery/deliveryParts.ts";
import { oldestOf, type QueueSight, type SeenMessage } from "../status/queueSight.ts";
import { listConnections, type StatusParts } from "../status/statusQueries.ts";
import { conditionsOf, type SelfSight, type Thresholds } from "./conditionsOf.ts";
import {
  afterSending,
  type Episode,
  nextEpisodes,
  noWarnings,
  type WarningState,
  type WarningStates,
} from "./episodes.ts";
import { isSelfWarning } from "./condition.ts";
import { warningBody } from "./warningBody.ts";

export type WatchParts = StatusParts & {
  readonly deadLetters: Pick<DeadLetterStore, "list">;
  readonly warnings: WarningStates;
  /** Whether a message is still on its way. */
  readonly isWaiting: (deliveryId: string) => Promise<boolean>;
  /** Takes a body in as if it had been posted. */
  readonly accept: (body: string, route: string | null) => Promise<unknown>;
  readonly log: LogEvent;
  readonly policy: { readonly isEnabled: boolean; readonly route: string | null } & Thresholds;
};

const mostLetters = 200;

/**
 * Looks at the bridge itself: metrics into the log, and an alert of its own for what lasts too long, which then goes the way
 * of any alert. What is to be sent is stored before it is sent, so that a crash loses nothing and two instances make one.
 *
 * Throws BridgeError STORAGE_UNAVAILABLE: the next look repeats what is left.
 */
export async function watchItself(parts: WatchParts): Promise<void> {
  const { warnings, clock, log, policy } = parts;
  const stored = await warnings.read();
  const before = stored?.state ?? noWarnings;
  const sight = await lookAtItself(parts, before);
  record(sight, log);

  const nowUtc = new Date(clock.nowMs()).toISOString();
  const conditions = policy.isEnabled ? conditionsOf(sight, policy) : [];
  const episodes = nextEpisodes(before.episodes, conditions, nowUtc);
  const decided = stateOf(episodes, sight.oldest);
  const isChanged = JSON.stringify(decided) !== JSON.stringify(before);
  // Somebody else looks at the same moment: theirs counts.
  if (isChanged && (await warnings.write(decided, stored?.version)).kind === "conflict") return;

  const toSend = episodes.filter((episode) => episode.toSend !== undefined);
  if (toSend.length === 0) return;
  for (const episode of toSend) await send(parts, episode);
  const now = await warnings.read();
  // Somebody has gone on meanwhile: they send it once more, which makes no second ticket.
  if (JSON.stringify(now?.state) !== JSON.stringify(decided)) return;
  await warnings.write(stateOf(afterSending(episodes), sight.oldest), now?.version);
}

async function send({ accept, log, policy }: WatchParts, episode: Episode): Promise<void> {
  const { key, condition, startedAtUtc, toSend } = episode;
  if (toSend === undefined) return;
  log(toSend === "fired" ? "bridge.warned" : "bridge.recovered", {
    condition: condition.kind,
    connection: condition.connection ?? undefined,
    episode: `${key}/${startedAtUtc}`,
    title: condition.title,
    codes: condition.codes,
  });
  await accept(warningBody(episode, toSend), policy.route);
}

async function lookAtItself(parts: WatchParts, { oldest }: WarningState): Promise<SelfSight> {
  let queues: QueueSight | undefined;
  const look = async () => (queues = await parts.queues.look());
  const [{ connections }, letters] = await Promise.all([
    listConnections({ ...parts, queues: { look } }),
    parts.deadLetters.list({ status: "waiting" }, mostLetters),
  ]);
  return {
    connections,
    deadLetters: letters.letters.map(({ letter }) => letter),
    hasMoreDeadLetters: letters.continuation !== undefined,
    oldest: await oldestWaiting(parts, oldest, queues?.oldest),
    nowMs: parts.clock.nowMs(),
  };
}

/** What was seen once is remembered for as long as it waits: most of the time it is put back, where no look finds it. */
async function oldestWaiting(
  { isWaiting }: WatchParts,
  remembered: SeenMessage | undefined,
  seen: SeenMessage | undefined,
): Promise<SeenMessage | undefined> {
  const known = remembered !== undefined && (await isWaiting(remembered.deliveryId)) ? [remembered] : [];
  return oldestOf([...known, ...(seen === undefined ? [] : [seen])]);
}

function record({ connections, deadLetters, oldest, nowMs }: SelfSight, log: LogEvent): void {
  const metric = (name: string, value: number, more: object = {}) =>
    log("metric.recorded", { name, value, ...more });
  const count = deadLetters.filter(({ envelope }) => !isSelfWarning(envelope?.body ?? "")).length;
  metric("bridge.deadLetters", count);
  metric(
    "bridge.oldestWaitingMs",
    oldest === undefined ? 0 : Math.max(0, nowMs - Date.parse(oldest.receivedAtUtc)),
  );
  for (const { name, pause } of connections) {
    const value = pause === null ? 0 : Math.max(0, nowMs - Date.parse(pause.sinceUtc));
    metric("bridge.connectionPausedMs", value, { connection: name });
  }
}

function stateOf(episodes: readonly Episode[], oldest: SeenMessage | undefined): WarningState {
  return { v: 1, episodes, ...(oldest === undefined ? {} : { oldest }) };
}
