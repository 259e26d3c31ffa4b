import { connectionOf } from "../deadLetters/deadLetterFilter.ts";
import type { DeadLetter } from "../delivery/deadLetter.ts";
import type { ErrorCode } from "../failures/catalogue.ts";
import { viewFailure } from "../failures/failureView.ts";
import type { ConnectionStatus } from "../status/connectionStatus.ts";
import type { SeenMessage } from "../status/queueSight.ts";
import { type Condition, isSelfWarning } from "./condition.ts";

export type Thresholds = { readonly waitingMs: number; readonly pausedMs: number };

export type SelfSight = {
  readonly connections: readonly ConnectionStatus[];
  /** That wait for a person; newest first. */
  readonly deadLetters: readonly DeadLetter[];
  readonly hasMoreDeadLetters: boolean;
  readonly oldest: SeenMessage | undefined;
  readonly nowMs: number;
};

/** What is worth a warning now. Pure. A dead letter of a warning is none: it would lead to the next one. */
export function conditionsOf(sight: SelfSight, thresholds: Thresholds): readonly Condition[] {
  return [
    ...sight.connections.flatMap((one) => pausedOf(one, sight.nowMs, thresholds) ?? []),
    ...sight.connections.flatMap((one) => endsOf(one, sight.nowMs)),
    ...waitingOf(sight, thresholds),
    ...deadLettersOf(sight),
  ];
}

function pausedOf(
  { name, pause, waiting }: ConnectionStatus,
  nowMs: number,
  { pausedMs }: Thresholds,
): Condition | undefined {
  if (pause === null) return undefined;
  const { isParked } = pause;
  if (!isParked && nowMs - Date.parse(pause.sinceUtc) < pausedMs) return undefined;
  return {
    kind: "connectionPaused",
    connection: name,
    severity: 1,
    sinceUtc: pause.sinceUtc,
    codes: [pause.code],
    title: isParked
      ? `The connection ${name} is parked: its credentials are refused`
      : `The connection ${name} has been paused for ${minutes(nowMs - Date.parse(pause.sinceUtc))}: ${pause.title}`,
    text: lines(
      `No alert becomes a ticket through the connection ${name} at the moment. Nothing is lost: about ${waiting.critical + waiting.ordinary} messages wait.`,
      `${pause.code}: ${pause.title}`,
      `What to do: ${pause.resolution}`,
      `What the bridge does: ${pause.automaticAction}`,
      `Look: npm run bridge -- status ${name}`,
      pause.documentation,
    ),
  };
}

function endsOf({ name, setup }: ConnectionStatus, nowMs: number): Condition[] {
  return (setup?.ends ?? []).flatMap(({ of, endsUtc, warning }): Condition[] => {
    if (warning === null) return [];
    return [
      {
        kind: "credentialsEnd",
        connection: name,
        of,
        severity: warning.severity,
        sinceUtc: new Date(nowMs).toISOString(),
        codes: ["CONNECTION_CREDENTIALS_END"],
        title: warning.title,
        text: lines(
          `It ends at ${endsUtc}.`,
          ...warning.advice,
          `Look: npm run bridge -- status ${name}`,
          viewFailure("CONNECTION_CREDENTIALS_END").documentation,
        ),
      },
    ];
  });
}

function waitingOf({ oldest, connections, nowMs }: SelfSight, { waitingMs }: Thresholds): Condition[] {
  if (oldest === undefined) return [];
  const ageMs = nowMs - Date.parse(oldest.receivedAtUtc);
  if (ageMs < waitingMs) return [];
  const notWell = connections.filter(({ health }) => health !== "healthy");
  return [
    {
      kind: "oldestWaiting",
      connection: null,
      severity: 2,
      sinceUtc: oldest.receivedAtUtc,
      codes: [],
      title: `A message has been waiting for ${minutes(ageMs)}`,
      text: lines(
        "Alerts are taken in, but they do not become tickets as fast as they come.",
        notWell.length === 0
          ? "Every connection is healthy: look for a worker that does not run, or for more alerts than calls."
          : `Not healthy: ${notWell.map(({ name, health, summary }) => `${name} is ${health}. ${summary}`).join(" ")}`,
        "Look: npm run bridge -- status",
        `The message: npm run bridge -- why ${oldest.deliveryId}`,
      ),
    },
  ];
}

function deadLettersOf({ deadLetters, hasMoreDeadLetters }: SelfSight): Condition[] {
  const byConnection = new Map<string | null, DeadLetter[]>();
  for (const letter of deadLetters) {
    if (isSelfWarning(letter.envelope?.body ?? "")) continue;
    const connection = connectionOf(letter);
    byConnection.set(connection, [...(byConnection.get(connection) ?? []), letter]);
  }
  return [...byConnection].map(([connection, letters]) => {
    const codes = codesOf(letters);
    const count = `${hasMoreDeadLetters ? "at least " : ""}${letters.length}`;
    const of = connection === null ? "that no route has taken" : `of the connection ${connection}`;
    return {
      kind: "deadLetters",
      connection,
      severity: 2,
      sinceUtc: letters.reduce((first, { failedAtUtc }) => (failedAtUtc < first ? failedAtUtc : first), "9"),
      codes: codes.map(({ code }) => code),
      title: letters.length === 1 ? `A dead letter ${of} waits` : `${count} dead letters ${of} wait`,
      text: lines(
        "Alerts did not become tickets, and trying again by itself will not help. Nothing is lost: they are kept until somebody replays or discards them.",
        ...codes.slice(0, 5).map(({ code, count: howMany }) => {
          const { title, resolution } = viewFailure(code);
          return `${code} (${howMany}): ${title}. ${resolution}`;
        }),
        "Look: npm run bridge -- dead-letters",
        "After the cause is removed, replay them. docs/operations.md says how.",
      ),
    };
  });
}

/** Most frequent first. */
function codesOf(
  letters: readonly DeadLetter[],
): readonly { readonly code: ErrorCode; readonly count: number }[] {
  const counts = new Map<ErrorCode, number>();
  for (const { code } of letters) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => ({ code, count })).sort((one, other) => other.count - one.count);
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)} min`;
}

function lines(...texts: readonly string[]): string {
  return texts.join("\n");
}
