import type { Colours } from "../../local/start/colours.ts";
import type { ConnectionStatus, GoneConnection } from "../connections/statusAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { noConnectionText } from "./connectionListText.ts";
import { paintHealth } from "./paintHealth.ts";
import { setupRows, warningRows } from "./setupText.ts";
import { labelled, moment, plural } from "./table.ts";
import { wrapped } from "./wrapped.ts";

const widestLabel = "last good call".length;

/** Each connection on one screen: what is wrong first, then what waits. Texts must be clean already. */
export function statusText(connections: readonly ConnectionStatus[], now: Date, colours: Colours): string {
  if (connections.length === 0) return noConnectionText;
  return connections.map((one) => connectionText(one, now, colours)).join("\n\n");
}

/** What connections have left that are gone: nothing above tells of it. */
export function goneText(gone: readonly GoneConnection[], colours: Colours): string {
  const rows = gone.map(({ name, deadLetters }) => {
    const counted = `${deadLetters.hasMore ? "at least " : ""}${plural(deadLetters.count, "dead letter")}`;
    return [name, `${colours.red(counted)}  npm run bridge -- dead-letters --connection ${name}`] as const;
  });
  return ["Removed, and not seen to yet:", labelled(rows, 2)].join("\n");
}

function connectionText(status: ConnectionStatus, now: Date, colours: Colours): string {
  const { bold, dim } = colours;
  const { name, url, health, summary, pause, waiting, limit, thisHour, lastSuccessUtc, lastFailure } = status;
  const since = pause == null ? "" : `, since ${ago(pause.sinceUtc, now)}`;
  const rows: (readonly [string, string])[] = [];
  if (pause != null) {
    rows.push(
      ["why", `${pause.code}: ${oneLine(pause.title)}\n${beside(oneLine(pause.detail), dim)}`],
      ["what to do", beside(oneLine(pause.resolution), bold)],
      ["next try", when(pause.untilUtc, now)],
    );
  }
  if (status.setup != null) rows.push(...warningRows(status.setup, colours));
  rows.push(
    ["waiting", waitingText(waiting)],
    ["dead letters", deadLettersText(waiting.deadLetters, colours)],
    ...(waiting.oldest == null ? [] : [["oldest", oldestText(waiting.oldest)] as const]),
    ["last good call", lastSuccessUtc == null ? "none yet" : when(lastSuccessUtc, now)],
    ...(lastFailure == null
      ? []
      : [["last failure", `${when(lastFailure.atUtc, now)}, ${lastFailure.code}`] as const]),
    ...(limit == null ? [] : [["calls allowed", limitText(limit, now)] as const]),
    ["this hour", hourText(thisHour)],
    ...(status.setup == null ? [] : setupRows(status.setup, (utc) => when(utc, now), colours, pause?.code)),
  );
  return [
    `${paintHealth(health, colours)(`● ${health}`)}${since}  ${bold(name)}${url == null ? "" : `  ${dim(url)}`}`,
    `  ${wrapped(oneLine(summary), 2).split("\n").join("\n  ")}`,
    "",
    labelled(rows, 2),
  ]
    .join("\n")
    .replaceAll("<name>", name);
}

/** Broken so that it fits beside the widest label; each line is painted by itself. */
function beside(text: string, paint: (text: string) => string): string {
  return wrapped(text, 2 + widestLabel + 2)
    .split("\n")
    .map(paint)
    .join("\n");
}

function waitingText({ critical, ordinary }: ConnectionStatus["waiting"]): string {
  if (critical + ordinary === 0) return "nothing";
  return `about ${plural(critical, "critical message")}, ${plural(ordinary, "ordinary one")}`;
}

function deadLettersText(
  { count, hasMore }: ConnectionStatus["waiting"]["deadLetters"],
  { red, green }: Colours,
): string {
  if (count === 0) return green("none");
  return `${red(`${hasMore ? "more than " : ""}${count.toLocaleString("en")}`)}  npm run bridge -- dead-letters`;
}

function oldestText(oldest: NonNullable<ConnectionStatus["waiting"]["oldest"]>): string {
  return `has been waiting for ${span(oldest.ageMs)}\nnpm run bridge -- why ${oldest.deliveryId}`;
}

function limitText(
  { used, callsPerWindow, windowEndsUtc }: NonNullable<ConnectionStatus["limit"]>,
  now: Date,
) {
  const counts = `${used.toLocaleString("en")} of ${callsPerWindow.toLocaleString("en")} taken`;
  return `${counts}; anew ${when(windowEndsUtc, now)}`;
}

function hourText({ calls, refusedCalls, savedCalls }: ConnectionStatus["thisHour"]): string {
  const refused = refusedCalls === 0 ? "none refused" : `${refusedCalls.toLocaleString("en")} refused`;
  return `${plural(calls, "call")}, ${refused}; ${plural(savedCalls, "call")} saved by what was known already`;
}

/** "2026-03-01 12:00:00 (5 min ago)". */
function when(utc: string, now: Date): string {
  const ms = Date.parse(utc) - now.getTime();
  const relative = ms >= 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
  return `${moment(utc).slice(0, 19)} UTC (${relative})`;
}

function ago(utc: string, now: Date): string {
  return span(Math.max(0, now.getTime() - Date.parse(utc)));
}

function span(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
