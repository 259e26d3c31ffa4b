import type { Colours } from "../../local/start/colours.ts";
import type { ConnectionStatus } from "../connections/statusAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { plural } from "./table.ts";
import { wrapped } from "./wrapped.ts";

type Setup = NonNullable<ConnectionStatus["setup"]>;
type Row = readonly [string, string];
/** A moment with how far away it is. */
type When = (utc: string) => string;

/** The widest label of the status, with what is around it. */
const usedColumns = 18;

/** What ends, as people call it. */
export const endNames: Readonly<Record<string, string>> = {
  refreshToken: "refresh token",
  clientSecret: "client secret",
};
/** Grants, as people call them. */
export const grantNames: Readonly<Record<string, string>> = {
  authorizationCode: "authorization code",
  password: "password grant",
  clientCredentials: "client credentials",
  jwtBearer: "JWT bearer",
  entra: "Microsoft Entra token",
  basic: "Basic authentication",
};

/** What ends soon, and what to do; before everything else. */
export function warningRows({ ends }: Setup, { red, yellow, bold }: Colours): readonly Row[] {
  return ends.flatMap(({ warning }): readonly Row[] => {
    if (warning == null) return [];
    const paint = warning.severity === 1 ? red : yellow;
    const [first = "", ...more] = warning.advice.map(oneLine);
    return [["warning", [paint(oneLine(warning.title)), first, ...more.map(bold)].join("\n")]];
  });
}

/** What access the connection has, until when, and what of its instance is known. `restsFor`: the code of its pause. */
export function setupRows(
  setup: Setup,
  when: When,
  { yellow, dim }: Colours,
  restsFor?: string,
): readonly Row[] {
  const { grant, grantWarning, account, connectedSinceUtc, accessEndsUtc, ends } = setup;
  const as = account == null ? "" : ` as ${account}`;
  const since = connectedSinceUtc == null ? "" : `\nsince ${when(connectedSinceUtc)}`;
  const warning = grantWarning == null ? "" : `\n${yellow(oneLine(grantWarning))}`;
  return [
    ["access", `${grantNames[grant] ?? grant}${as}${since}${warning}`],
    ...(accessEndsUtc == null
      ? []
      : [["access token", `ends ${when(accessEndsUtc)}; renewed before`] as const]),
    ...ends.map((end): Row => [endNames[end.of] ?? end.of, `ends ${when(end.endsUtc)}${dim(endNote(end))}`]),
    ...syncRow(setup, when, yellow, restsFor),
  ];
}

function endNote({ of, lifespanFrom, isReplacedByItself }: Setup["ends"][number]): string {
  if (of !== "refreshToken") return "";
  const from = { client: " from the OAuth client's record", connection: " from the connection's lifespan" };
  const by = Object.entries(from).find(([source]) => source === lifespanFrom)?.[1] ?? "";
  return isReplacedByItself
    ? `\na forecast${by}; the bridge gets the next one by itself`
    : `\na forecast${by}; use does not prolong it`;
}

function syncRow(
  { sync, state }: Setup,
  when: When,
  paint: (text: string) => string,
  restsFor: string | undefined,
): readonly Row[] {
  const { lastUtc, running, problem, read } = sync;
  const lines: string[] = [];
  if (running != null) lines.push(`${stepText(running.step)}, since ${when(running.sinceUtc)}`);
  if (lastUtc != null) lines.push(`${when(lastUtc)}${read == null ? "" : `\n${readText(read)}`}`);
  if (problem != null) {
    lines.push(
      paint(`${problem.code}: ${oneLine(problem.title)}`),
      wrapped(oneLine(problem.detail), usedColumns),
      // What to do stands above already, where the connection rests for the same reason.
      ...(problem.code === restsFor ? [] : [wrapped(oneLine(problem.resolution), usedColumns)]),
    );
  }
  if (lines.length === 0) {
    // Whoever is ready without one needs none.
    if (state === "ready") return [];
    lines.push("not begun yet");
  }
  return [["sync", lines.join("\n")]];
}

/** "3 templates, 5 choice lists, 10 close codes, 12 groups". */
export function readText({
  templates,
  choiceLists,
  closeCodes,
  groups,
}: NonNullable<Setup["sync"]["read"]>): string {
  return [
    plural(templates, "template"),
    plural(choiceLists, "choice list"),
    plural(closeCodes, "close code"),
    plural(groups, "group"),
  ].join(", ");
}

/** What is being done, for whoever watches. */
export function stepText(step: string): string {
  return step === "access" ? "getting access" : `reading ${step}`;
}
