import type { Colours } from "../../local/start/colours.ts";
import type { ConnectionStatus } from "../connections/statusAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { paintHealth } from "./paintHealth.ts";
import { endNames, grantNames } from "./setupText.ts";
import { plural, table } from "./table.ts";
import { wrapped } from "./wrapped.ts";

/** What to do where there is none. */
export const noConnectionText = [
  "There is no connection yet. Add one:",
  "  npm run bridge -- connections add",
  "docs/connect-servicenow.md has the whole way, with pictures.",
].join("\n");

/** Every connection on a line, then what somebody should see to. Texts must be clean already. */
export function connectionListText(
  connections: readonly ConnectionStatus[],
  now: Date,
  colours: Colours,
): string {
  if (connections.length === 0) return noConnectionText;
  const rows = connections.map((one) => [
    one.name,
    one.url ?? "–",
    one.setup == null ? "–" : (grantNames[one.setup.grant] ?? one.setup.grant),
    paintHealth(one.health, colours)(one.health),
    accessText(one.setup, now),
  ]);
  const worries = connections.flatMap((one) => worriesOf(one, colours));
  return [
    table(["NAME", "INSTANCE", "GRANT", "STATE", "ACCESS ENDS"], rows),
    ...(worries.length === 0 ? [] : ["", ...worries]),
  ].join("\n");
}

/** What of it ends first and wants a person. */
function accessText(setup: ConnectionStatus["setup"], now: Date): string {
  if (setup == null) return "–";
  if (setup.state === "unauthorised") return "nobody has signed in yet";
  const [first] = setup.ends
    .filter(({ isReplacedByItself }) => !isReplacedByItself)
    .toSorted((one, other) => Date.parse(one.endsUtc) - Date.parse(other.endsUtc));
  if (first === undefined) return setup.state === "ready" ? "no date is known" : "none yet";
  const days = Math.floor((Date.parse(first.endsUtc) - now.getTime()) / dayMs);
  return `${first.endsUtc.slice(0, 10)} (${leftText(days)}, ${endNames[first.of] ?? first.of})`;
}

function leftText(days: number): string {
  if (days < 0) return "over";
  return days === 0 ? "less than a day" : plural(days, "day");
}

const dayMs = 24 * 60 * 60_000;

function worriesOf({ name, health, summary, setup, pause }: ConnectionStatus, { yellow, red }: Colours) {
  const said = [
    ...(health === "healthy"
      ? []
      : [(health === "parked" ? red : yellow)(`! ${name} is ${health}`), oneLine(summary)]),
    ...(pause == null ? [] : [`${pause.code}: ${oneLine(pause.title)}`]),
    ...(setup?.ends ?? []).flatMap(({ warning }) =>
      warning == null ? [] : [(warning.severity === 1 ? red : yellow)(`! ${oneLine(warning.title)}`)],
    ),
  ];
  if (said.length === 0) return [];
  const lines = [...said, `npm run bridge -- status ${name} says what to do.`];
  return lines.map((line, index) => (index === 0 ? line : `  ${wrapped(line, 2).split("\n").join("\n  ")}`));
}
