import type { ConnectionView, PutConnection, RemovedConnection } from "../connections/connectionAnswers.ts";
import { oneLine } from "./cleanText.ts";
import { labelled, plural } from "./table.ts";
import { wrapped } from "./wrapped.ts";

type Unrevoked = PutConnection["notRevoked"];

/** What was done. */
export function putText({ connection, outcome, notRevoked }: PutConnection): readonly string[] {
  if (outcome === "unchanged") return [`${connection} was so already; nothing was changed.`];
  return [`✓ ${connection} is ${outcome}.`, ...unrevokedLines(notRevoked)];
}

const steps: Readonly<Record<string, string>> = {
  authorize: "let the bridge in",
  check: "is everything as it is needed?",
  sync: "read choices, groups and templates; then it may be used",
};

/** What is to be done before it can be used, and with which command. */
export function nextText({ connection, next }: PutConnection): readonly string[] {
  if (next.length === 0) return [];
  return [
    "Next:",
    ...next.flatMap((step) => [
      `  npm run bridge -- connections ${step} ${connection}`,
      `      ${steps[step] ?? ""}`,
    ]),
    "docs/connect-servicenow.md has the whole way, with pictures.",
  ];
}

export function removedText({ connection, routes, revokedTokens, notRevoked }: RemovedConnection): string {
  return [
    `✓ ${connection} is removed, with its secrets; ${plural(revokedTokens, "token")} revoked.`,
    ...unrevokedLines(notRevoked),
    ...(routes.length === 0
      ? []
      : [
          `! Routes still lead to it: ${routes.map(oneLine).join(", ")}.`,
          "  What they send there becomes dead letters with CONNECTION_MISSING: change them in bridge.json.",
        ]),
  ].join("\n");
}

function unrevokedLines(notRevoked: Unrevoked): readonly string[] {
  return notRevoked.map(
    ({ code, detail }) => `! A token could not be revoked, and ends by itself (${code}: ${oneLine(detail)})`,
  );
}

/** What is kept of a connection, and what nothing is done with so far. */
const later = "(kept for later; nothing comes of it yet)";

/** A connection, one field on a line. */
export function connectionText(view: ConnectionView): string {
  const { grant, secrets, endsUtc, ticketStates } = view;
  const rows: [string, string][] = [
    ["instance", view.instanceUrl],
    ["described in", sources[view.source] ?? view.source],
    [
      "state",
      view.incomplete === null || view.incomplete === undefined
        ? view.state
        : `${view.state}: ${view.incomplete}`,
    ],
    ["account", view.account ?? view.integrationUser ?? "whoever the grant stands for"],
    ["grant", grant.kind],
    ...Object.entries(grant)
      .filter(([field, value]) => field !== "kind" && typeof value === "string" && !isPlace(value))
      .map(([field, value]): [string, string] => [`  ${field}`, String(value)]),
    ...Object.entries(secrets).map(([secret, place]): [string, string] => [`  ${secret}`, `at ${place}`]),
    ...Object.entries(endsUtc).map(([thing, utc]): [string, string] => [`${thing} ends`, utc]),
    [
      "synchronise",
      view.synchronise.map((kind) => (kind === "incident" ? kind : `${kind} ${later}`)).join(", "),
    ],
    ["days back", `${view.daysBack} ${later}`],
    ["missing CIs", view.createMissingCi ? `are to be created ${later}` : "are not created"],
    ...Object.entries(ticketStates).map(([state, name]): [string, string] => [
      `state ${state}`,
      `is called ${name} ${later}`,
    ]),
    ...(view.importSetTable === null || view.importSetTable === undefined
      ? []
      : [["import set table", view.importSetTable] satisfies [string, string]]),
    ["refresh tokens last", `${view.refreshTokenLifespanSeconds} s`],
    ["routes", view.routes.length === 0 ? "none leads to it" : view.routes.join(", ")],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return [
    view.name,
    labelled(
      rows.map(([label, value]) => [label, wrapped(oneLine(value), 2 + width + 2)]),
      2,
    ),
  ].join("\n");
}

const sources: Readonly<Record<string, string>> = {
  settings: "the app's settings",
  file: "bridge.json",
  stored: "the bridge's storage, by command",
};

function isPlace(value: string): boolean {
  return /^(env|store):/.test(value);
}
